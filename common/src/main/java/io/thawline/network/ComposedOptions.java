package io.thawline.network;

import io.thawline.config.Key;
import java.util.List;
import java.util.regex.Pattern;

/**
 * The first layers of a network, and new ones behind them.
 *
 * @param kind which network
 * @param base the network whose first layers are kept, under their own names
 * @param through the last of its groups that is kept, as {@code describe} names them; empty where
 *     the base is the bare image
 * @param prefix of the new layers' names, which are it and their number from 0
 * @param layers that are new
 */
public record ComposedOptions(
    @Key(help = "which network", example = "composed") Kind kind,
    BaseOptions base,
    @Key(
            help = "the last group of the base that is kept",
            defaultValue = "''",
            example = "layer1.0")
        String through,
    @Key(help = "what the names of new layers begin with", defaultValue = "head") String prefix,
    @Key(help = "the new layers", example = "[{kind: linear, out: 10}]") List<LayerOptions> layers)
    implements NetworkOptions {
  private static final Pattern NAME = Pattern.compile("\\w+(\\.\\w+)*");

  /** Which network. */
  public enum Kind {
    COMPOSED
  }

  public ComposedOptions {
    layers = List.copyOf(layers);
    if (layers.isEmpty()) {
      throw new IllegalArgumentException(
          "layers is empty: add one, such as {kind: linear, out: 10}");
    }
    if (!NAME.matcher(prefix).matches()) {
      throw new IllegalArgumentException(
          "prefix must be a module's name, got '%s': write for example head".formatted(prefix));
    }
    Composition.of(base, through).requireNew(prefix).behind(layers);
  }

  @Override
  public Composed network() {
    return new Composed(this);
  }
}
