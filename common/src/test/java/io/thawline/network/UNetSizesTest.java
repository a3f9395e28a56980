package io.thawline.network;

import static org.assertj.core.api.Assertions.assertThat;

import io.thawline.tensor.Shape;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class UNetSizesTest {
  private static final Map<String, Shape> PUBLISHED =
      UNetFixture.keys("zi2zi_full_keys.json", "keys");

  @Test
  void sizesAreReadFromShapes() {
    assertThat(UNetSizes.of(PUBLISHED)).contains(new UNetSizes(256, 1, 64));
    Map<String, Shape> wrapped = new HashMap<>();
    PUBLISHED.forEach((name, shape) -> wrapped.put("module." + name, shape));
    assertThat(UNetSizes.of(wrapped)).contains(new UNetSizes(256, 1, 64));
  }

  @Test
  void otherNetworksHaveNone() {
    assertThat(UNetSizes.of(Map.of("features.0.0.weight", Shape.of(32, 3, 3, 3)))).isEmpty();
  }

  @Test
  void everySizeThatDiffersIsNamedWithARemedy() {
    UNetOptions options = UNetFixture.PLAIN.options(AttentionOptions.NONE);
    assertThat(new UNetSizes(64, 1, 8).differences(options)).isEmpty();
    assertThat(new UNetSizes(256, 3, 8).differences(options))
        .containsExactly(
            "model.image_size is 64, the checkpoint was trained with 256. Set model.image_size:"
                + " 256, or start from another checkpoint",
            "model.channels is 1, the checkpoint was trained with 3. Set model.channels: 3, or"
                + " start from another checkpoint");
  }
}
