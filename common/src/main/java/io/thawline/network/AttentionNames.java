package io.thawline.network;

import io.thawline.config.Key;
import java.io.Serializable;
import java.util.List;
import java.util.regex.Pattern;

/**
 * What the parts of a self-attention layer are called in the state dict, on read and on write.
 *
 * @param query module of the query convolution
 * @param key module of the key convolution
 * @param value module of the value convolution
 * @param gamma parameter that scales what the layer adds
 */
public record AttentionNames(
    @Key(help = "module of the query convolution", defaultValue = "query_conv") String query,
    @Key(help = "module of the key convolution", defaultValue = "key_conv") String key,
    @Key(help = "module of the value convolution", defaultValue = "value_conv") String value,
    @Key(help = "parameter that scales what the layer adds", defaultValue = "gamma") String gamma)
    implements Serializable {
  private static final Pattern NAME = Pattern.compile("\\w+(\\.\\w+)*");

  /** The names of the published SAGAN layers. */
  public static final AttentionNames PUBLISHED =
      new AttentionNames("query_conv", "key_conv", "value_conv", "gamma");

  public AttentionNames {
    require("query", query, List.of());
    require("key", key, List.of(query));
    require("value", value, List.of(query, key));
    require("gamma", gamma, List.of(query, key, value));
  }

  private static void require(String part, String name, List<String> taken) {
    if (!NAME.matcher(name).matches()) {
      throw new IllegalArgumentException(
          "%s must be a module's name, got '%s': write for example %s_conv"
              .formatted(part, name, part));
    }
    if (taken.contains(name)) {
      throw new IllegalArgumentException(
          "%s must have a name of its own, '%s' is taken".formatted(part, name));
    }
  }
}
