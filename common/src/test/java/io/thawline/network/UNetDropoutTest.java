package io.thawline.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import ai.djl.ndarray.NDArray;
import io.thawline.nn.Device;
import io.thawline.nn.Mode;
import io.thawline.nn.StepScope;
import io.thawline.nn.Weights;
import io.thawline.tensor.FormulaTensors;
import io.thawline.tensor.Shape;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the generator drops, and that it drops the same from the same seed. */
class UNetDropoutTest {
  private static final Device DEVICE = Device.cpu(1);

  private static UNetOptions options(int side, double dropout) {
    return new UNetOptions(
        UNetOptions.Kind.ZI2ZI_UNET, side, 1, 2, 3, 5, dropout, AttentionOptions.NONE, List.of());
  }

  private static float[] drawn(UNetOptions options, Mode mode, long seed) {
    Network network = options.network();
    Shape shape = Shape.of(2, 1, options.imageSize(), options.imageSize());
    try (Weights weights = NetworkParityTest.load(network);
        StepScope scope = DEVICE.newStep(seed)) {
      NDArray image = scope.floats(FormulaTensors.input("input", shape).toFloats(), shape.dims());
      Map<String, NDArray> outputs =
          network.forward(
              weights,
              Map.of(Zi2ziUNet.IMAGE, image, Zi2ziUNet.STYLE, scope.longs(new long[] {2, 0}, 2)),
              mode);
      return Objects.requireNonNull(outputs.get(Zi2ziUNet.IMAGE)).toFloatArray();
    }
  }

  @Test
  void sameSeedDropsTheSameAndAnotherSeedDropsOther() {
    UNetOptions options = options(64, 0.5);
    float[] first = drawn(options, Mode.TRAINING, 7);
    assertThat(drawn(options, Mode.TRAINING, 7)).isEqualTo(first);
    assertThat(drawn(options, Mode.TRAINING, 8)).isNotEqualTo(first);
  }

  @Test
  void nothingIsDroppedInEvaluation() {
    float[] plain = drawn(options(64, 0), Mode.EVALUATION, 7);
    assertThat(drawn(options(64, 0.5), Mode.EVALUATION, 7)).isEqualTo(plain);
    assertThat(drawn(options(64, 0.5), Mode.EVALUATION, 8)).isEqualTo(plain);
  }

  /** All but the five outer levels and the innermost, as zi2zi-pytorch counts its levels. */
  @ParameterizedTest
  @CsvSource({"32, 0", "64, 1", "128, 2", "256, 3"})
  void middleLevelsAreTheOnesThatDrop(int side, int levels) {
    List<String> dropping =
        IntStream.range(0, Integer.numberOfTrailingZeros(side))
            .filter(
                new UNetStages(options(side, 0.5), new UNetNames(options(side, 0.5)))::isDropped)
            .mapToObj(UNetNames::up)
            .toList();
    assertThat(dropping).hasSize(levels);
    assertThat(dropping).allMatch(name -> name.startsWith("model." + "submodule.".repeat(4)));
  }

  @Test
  void probabilityOfOneIsRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> options(64, 1))
        .withMessage("dropout must be from 0 to below 1, got 1.0");
  }
}
