package io.thawline.network;

import static org.assertj.core.api.Assertions.assertThat;

import io.thawline.tensor.Layout;
import io.thawline.tensor.Shape;
import io.thawline.tensor.TensorSpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The layout of the discriminator; what it computes is held by {@link NetworkParityTest}. */
class Zi2ziDiscriminatorTest {
  private static Layout layout(int side, int channels) {
    return new DiscriminatorOptions(
            DiscriminatorOptions.Kind.ZI2ZI_DISCRIMINATOR, side, channels, 64, 40)
        .network()
        .layout();
  }

  @Test
  void keysAreThoseOfTheOriginalInItsOrder() {
    assertThat(layout(256, 1).tensors().stream().map(TensorSpec::name))
        .containsExactly(
            "model.0.weight",
            "model.0.bias",
            "model.2.weight",
            "model.3.weight",
            "model.3.bias",
            "model.3.running_mean",
            "model.3.running_var",
            "model.3.num_batches_tracked",
            "model.5.weight",
            "model.6.weight",
            "model.6.bias",
            "model.6.running_mean",
            "model.6.running_var",
            "model.6.num_batches_tracked",
            "model.8.weight",
            "model.9.weight",
            "model.9.bias",
            "model.9.running_mean",
            "model.9.running_var",
            "model.9.num_batches_tracked",
            "binary.weight",
            "binary.bias",
            "catagory.weight",
            "catagory.bias");
  }

  @ParameterizedTest
  @CsvSource({"256, 524288", "128, 131072", "80, 51200", "81, 61952", "1, 512"})
  void headsReadTheFlattenedMapOfAnyImage(int side, int features) {
    assertThat(layout(side, 3).find("catagory.weight").map(TensorSpec::shape))
        .contains(Shape.of(40, features));
    assertThat(layout(side, 3).find("model.0.weight").map(TensorSpec::shape))
        .contains(Shape.of(64, 6, 5, 5));
  }
}
