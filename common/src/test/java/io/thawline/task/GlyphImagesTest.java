package io.thawline.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import io.thawline.glyph.GlyphPair;
import io.thawline.network.AttentionOptions;
import io.thawline.network.UNetOptions;
import io.thawline.nn.Device;
import io.thawline.nn.StepScope;
import java.util.List;
import java.util.SortedMap;
import org.junit.jupiter.api.Test;

class GlyphImagesTest {
  private static final GlyphPair PAIR =
      new GlyphPair("a", "a", 3, grey(0, 255, 255, 51), grey(255, 255, 0, 0));
  private static final GlyphImages IMAGES = new GlyphImages(2, 1);

  private static byte[] grey(int... levels) {
    byte[] bytes = new byte[levels.length];
    for (int i = 0; i < levels.length; i++) {
      bytes[i] = (byte) levels[i];
    }
    return bytes;
  }

  @Test
  void whiteIsOneAndBlackMinusOne() {
    try (StepScope scope = Device.cpu(1).newEvaluation()) {
      NDArray image = IMAGES.sources(scope, List.of(PAIR));
      assertThat(image.getShape().getShape()).containsExactly(1, 1, 2, 2);
      assertThat(image.toFloatArray()).containsExactly(-1, 1, 1, 51 / 127.5f - 1);
      assertThat(IMAGES.targets(scope, List.of(PAIR)).toFloatArray()).containsExactly(1, 1, -1, -1);
      assertThat(GlyphImages.styles(scope, List.of(PAIR)).toLongArray()).containsExactly(3);
    }
  }

  @Test
  void differencesAreOnAScaleOfZeroToOne() {
    float[] drawing = {0.5f, 1, -1, 0};
    try (StepScope scope = Device.cpu(1).newEvaluation()) {
      assertThat(IMAGES.drawings(scope.floats(drawing, 1, 1, 2, 2))).containsExactly(drawing);
    }
    GlyphScores scores = IMAGES.scores(drawing, PAIR);
    assertThat(scores.l1()).isEqualTo(1.5 / 8);
    assertThat(scores.rmse()).isEqualTo(Math.sqrt((0.0625 + 0.25) / 4));
  }

  @Test
  void greyIsTheNearestLevelWithinRange() {
    assertThat(GlyphImages.grey(new float[] {-1, 1, 1.2f, 51 / 127.5f - 1}))
        .isEqualTo(grey(0, 255, 255, 51));
  }

  @Test
  void baselinesAreOfAWhitePageAndOfTheSource() {
    SortedMap<String, Double> sums = Baselines.sums(List.of(PAIR, PAIR), 2);
    assertThat(sums)
        .containsOnlyKeys(
            "blank_page",
            "blank_page_rmse",
            "blank_page_ssim",
            "source_copy",
            "source_copy_rmse",
            "source_copy_ssim");
    assertThat(sums.get("blank_page")).isCloseTo(2 * 0.5, within(1e-12));
    assertThat(sums.get("blank_page_rmse")).isCloseTo(2 * Math.sqrt(0.5), within(1e-12));
    assertThat(sums.get("source_copy")).isCloseTo(2 * (1 + 0 + 1 + 0.2) / 4, within(1e-12));
  }

  @Test
  void glyphsOfAnotherSizeAreRefused() {
    try (StepScope scope = Device.cpu(1).newEvaluation()) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> new GlyphImages(4, 1).sources(scope, List.of(PAIR)))
          .withMessageContaining("sample a has 4 pixels, the network takes 4 x 4");
    }
  }

  @Test
  void greyIsRepeatedForThreeChannelsAndComesBackAsTheirMean() {
    GlyphImages colour = new GlyphImages(2, 3);
    try (StepScope scope = Device.cpu(1).newEvaluation()) {
      NDArray image = colour.sources(scope, List.of(PAIR, PAIR));
      assertThat(image.getShape().getShape()).containsExactly(2, 3, 2, 2);
      assertThat(image.get("1, 2").toFloatArray()).containsExactly(-1, 1, 1, 51 / 127.5f - 1);
      NDArray drawn = scope.floats(new float[] {1, 0, 0, 0, 0, 0, 0, 0, -1, 0, 0, 3}, 1, 3, 2, 2);
      assertThat(colour.drawings(drawn)).containsExactly(new float[] {0, 0, 0, 1});
    }
  }

  @Test
  void networksOfTwoChannelsAreRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                new FontTask(
                    new UNetOptions(
                        UNetOptions.Kind.ZI2ZI_UNET, 64, 2, 8, 4, 16, AttentionOptions.NONE)))
        .withMessageStartingWith("channels must be 1 or 3");
  }
}
