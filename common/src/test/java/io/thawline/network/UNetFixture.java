package io.thawline.network;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.thawline.checkpoint.Checkpoints;
import io.thawline.io.LocalSource;
import io.thawline.io.Source;
import io.thawline.network.AttentionOptions.Placement;
import io.thawline.state.NetworkState;
import io.thawline.tensor.Shape;
import io.thawline.tensor.StateDict;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.LongStream;

/**
 * What PyTorch computed with a small U-Net, see the fixtures' own README.
 *
 * @param placement of attention, at its 8x8 map
 */
public record UNetFixture(String name, int baseChannels, Placement placement) {
  /** The network without attention. */
  public static final UNetFixture PLAIN = new UNetFixture("unet_noattn", 8, Placement.NONE);

  /** The same weights and attention at the end of a level. */
  public static final UNetFixture ATTENTION =
      new UNetFixture("unet_attn_append", 8, Placement.APPEND);

  /** A narrower network, of which there is one for each placement. */
  public static final UNetFixture NARROW = new UNetFixture("unet4_noattn", 4, Placement.NONE);

  private static final String FOLDER = "/fixtures/unet/";

  public Zi2ziUNet network() {
    return new Zi2ziUNet(options(AttentionOptions.of(placement, 8)));
  }

  public UNetOptions options(AttentionOptions attention) {
    return new UNetOptions(UNetOptions.Kind.ZI2ZI_UNET, 64, 1, baseChannels, 4, 16, attention);
  }

  /** The narrow network with attention at a placement. */
  public static UNetFixture narrow(Placement placement) {
    String name = "unet4_attn_" + placement.name().toLowerCase(Locale.ROOT);
    return new UNetFixture(name, 4, placement);
  }

  /** Key to shape, in PyTorch's order. */
  public static Map<String, Shape> keys(String file) {
    return keys(json(file));
  }

  /** The same from a file that holds them under a name. */
  public static Map<String, Shape> keys(String file, String under) {
    return keys(json(file).path(under));
  }

  private static Map<String, Shape> keys(JsonNode shapes) {
    Map<String, Shape> keys = new LinkedHashMap<>();
    shapes.fields().forEachRemaining(entry -> keys.put(entry.getKey(), shape(entry.getValue())));
    return keys;
  }

  private static Shape shape(JsonNode dims) {
    return Shape.of(
        LongStream.range(0, dims.size()).map(i -> dims.get((int) i).asLong()).toArray());
  }

  /** The weights PyTorch started from. */
  public NetworkState start() {
    return NetworkState.untrained(tensors(name + ".pth"));
  }

  /** Inputs, outputs and gradients of a mode, {@code eval} or {@code train}. */
  public StateDict expected(String mode) {
    return tensors(name + "_" + mode + ".safetensors");
  }

  private static StateDict tensors(String file) {
    try (Source source = LocalSource.open(Path.of(url(file)))) {
      return Checkpoints.read(source).tensors();
    }
  }

  /** A number or a list of {@code info.json}; its name there starts with the fixture's. */
  public JsonNode info(String key) {
    return json("info.json").path(name + "_" + key);
  }

  /** A JSON file of the fixtures. */
  public static JsonNode json(String file) {
    try {
      return new ObjectMapper().readTree(url(file).toURL());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static URI url(String file) {
    try {
      return Objects.requireNonNull(UNetFixture.class.getResource(FOLDER + file)).toURI();
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }
}
