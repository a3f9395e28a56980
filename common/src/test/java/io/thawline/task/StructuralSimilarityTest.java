package io.thawline.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.thawline.tensor.FormulaTensors;
import io.thawline.tensor.Shape;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Figures by {@code gen_ssim.py} beside the fixtures of networks. */
class StructuralSimilarityTest {
  private static double[] image(String name, int side) {
    float[] values = FormulaTensors.input(name, Shape.of(side, side)).toFloats();
    double[] image = new double[values.length];
    Arrays.setAll(image, i -> (values[i] + 1.0) / 2);
    return image;
  }

  @ParameterizedTest
  @CsvSource({
    "8, 0.117222491475, 0.706604224371",
    "11, -0.187472948675, 0.634770919567",
    "24, 0.016946139662, 0.668696573167",
    "33, 0.067547918354, 0.684934029629"
  })
  void noiseIsAsSimilarAsTheDefinitionSays(int side, double similarity, double halfway) {
    double[] x = image("x", side);
    double[] y = image("y", side);
    double[] mean = new double[x.length];
    Arrays.setAll(mean, i -> (x[i] + y[i]) / 2);
    StructuralSimilarity measure = new StructuralSimilarity(side);
    assertThat(measure.of(x, y)).isCloseTo(similarity, within(1e-9));
    assertThat(measure.of(x, mean)).isCloseTo(halfway, within(1e-9));
    assertThat(measure.of(x, x)).isCloseTo(1, within(1e-12));
  }

  /** Two flat images differ in their means alone. */
  @Test
  void flatImagesAreComparedByTheirLuminance() {
    double[] black = new double[32 * 32];
    double[] white = new double[32 * 32];
    Arrays.fill(white, 1);
    assertThat(new StructuralSimilarity(32).of(black, white))
        .isCloseTo(1e-4 / (1 + 1e-4), within(1e-12));
  }
}
