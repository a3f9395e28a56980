package io.thawline.network;

import io.thawline.config.ConfigReader;
import io.thawline.config.ConfigSource;
import java.util.List;
import java.util.Map;

/** Networks that are described in YAML. */
final class ComposedFixture {
  private ComposedFixture() {}

  /** What stands around a network's block. */
  record Root(NetworkOptions model) {}

  static NetworkOptions read(String yaml) {
    ConfigSource source = new ConfigSource("a.yaml", yaml, "/");
    return new ConfigReader(Map.of(), "/").read(Root.class, source, List.of()).value().model();
  }

  /** All kinds of new layers but dropout, behind a bare image. */
  static NetworkOptions everyLayer() {
    return read(
        """
        model:
          kind: composed
          base: {kind: image, channels: 2, image_size: 16}
          layers:
            - {kind: conv, out: 8}
            - {kind: norm}
            - {kind: activation, function: leaky_relu}
            - {kind: attention, scaling: inverse_sqrt}
            - {kind: pool}
            - {kind: conv, out: 6, kernel: 4, stride: 2}
            - {kind: pool, function: average}
            - {kind: linear, out: 5}
            - {kind: norm}
            - {kind: activation, function: gelu}
            - {kind: linear, out: 3}
        """);
  }

  /** The first blocks of a ResNet, and a head. */
  static String resNet(String through, String layers) {
    return """
        model:
          kind: composed
          base: {kind: resnet18, classes: 1000, image_size: 64}
          through: %s
          layers: [%s]
        """
        .formatted(through, layers);
  }
}
