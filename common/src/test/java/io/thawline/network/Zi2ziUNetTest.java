package io.thawline.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.thawline.tensor.Layout;
import io.thawline.tensor.Shape;
import io.thawline.tensor.TensorSpec;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class Zi2ziUNetTest {
  private static UNetOptions options(int imageSize, AttentionOptions attention) {
    return new UNetOptions(UNetOptions.Kind.ZI2ZI_UNET, imageSize, 1, 64, 40, 128, attention);
  }

  private static Map<String, Shape> keys(Layout layout) {
    Map<String, Shape> keys = new LinkedHashMap<>();
    layout.tensors().forEach(spec -> keys.put(spec.name(), spec.shape()));
    return keys;
  }

  @Test
  void layoutIsThatOfTheOriginalInItsOrder() {
    Layout layout = new Zi2ziUNet(options(256, AttentionOptions.NONE)).layout();
    assertThat(keys(layout))
        .hasSize(83)
        .containsExactlyEntriesOf(UNetFixture.keys("zi2zi_full_keys.json", "keys"));
    long parameters = layout.parameters().stream().mapToLong(s -> s.shape().elements()).sum();
    assertThat(parameters).isEqualTo(55_461_505);
  }

  @Test
  void appendedAttentionAddsSevenTensorsAndRenamesNone() {
    Layout layout = UNetFixture.ATTENTION.network().layout();
    assertThat(keys(layout))
        .containsExactlyEntriesOf(UNetFixture.keys("unet_attn_append_keys.json"));
    assertThat(layout.tensors().stream().filter(TensorSpec::added).map(TensorSpec::name))
        .hasSize(7)
        .allMatch(name -> name.startsWith("model.submodule.submodule.down.3."));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 4, 48, 80, 512})
  void sidesThatDoNotEndInOnePixelAreRefused(int side) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> options(side, AttentionOptions.NONE))
        .withMessageStartingWith("image_size must be a power of two from 8 to 256, got " + side);
  }

  @ParameterizedTest
  @ValueSource(ints = {3, 64, 128})
  void attentionOnAMapTheNetworkLacksIsRefused(int mapSize) {
    AttentionOptions attention = AttentionOptions.of(AttentionOptions.Placement.APPEND, mapSize);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> options(64, attention))
        .withMessageStartingWith("attention.map_size must be a power of two from 1 to 32");
  }
}
