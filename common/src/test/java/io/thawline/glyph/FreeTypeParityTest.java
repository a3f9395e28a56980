package io.thawline.glyph;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.Raster;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import javax.imageio.ImageIO;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The sheets hold the characters of freetype-sample.txt as FreeType draws them at 64 px: a row each
 * of sans, ming and kai. "Unhinted" comes from the fonts of conf/demo: measured mean absolute
 * differences 0.0023, 0.0019 and 0.0009 of 1. "Hinted" comes from the full fonts, whose hints move
 * strokes to whole pixels: 0.038, 0.035 and 0.020, as far as FreeType is from itself without hints.
 * There the bound proves placement, for a glyph that lies one pixel off costs more than 0.06.
 */
class FreeTypeParityTest {
  private static final int SIDE = 64;

  @ParameterizedTest
  @CsvSource({
    "unhinted, 0, NotoSansSC-Regular.subset.otf, 0.004",
    "unhinted, 1, ARPLUMing-CN.subset.ttf, 0.004",
    "unhinted, 2, ARPLUKai-CN.subset.ttf, 0.004",
    "hinted, 0, NotoSansSC-Regular.subset.otf, 0.04",
    "hinted, 1, ARPLUMing-CN.subset.ttf, 0.04",
    "hinted, 2, ARPLUKai-CN.subset.ttf, 0.025"
  })
  void drawsAsFreeTypeDoes(String kind, int row, String font, double bound) throws IOException {
    GlyphRenderer renderer = new GlyphRenderer(DemoFonts.open(font), SIDE);
    Raster sheet;
    String characters;
    try (InputStream png = resource("freetype-" + kind + ".png");
        InputStream text = resource("freetype-sample.txt")) {
      sheet = ImageIO.read(png).getRaster();
      characters = new String(text.readAllBytes(), StandardCharsets.UTF_8).strip();
    }
    double sum = 0;
    for (int i = 0; i < characters.length(); i++) {
      int[] expected = sheet.getPixels(i * SIDE, row * SIDE, SIDE, SIDE, (int[]) null);
      sum += difference(renderer.render(characters.charAt(i)), expected);
    }
    assertThat(sum / characters.length()).isLessThan(bound);
  }

  private static double difference(Rendering rendering, int[] expected) {
    assertThat(rendering).isInstanceOf(Rendering.Drawn.class);
    byte[] actual = ((Rendering.Drawn) rendering).pixels();
    long sum = 0;
    for (int i = 0; i < expected.length; i++) {
      sum += Math.abs((actual[i] & 0xff) - expected[i]);
    }
    return sum / 255.0 / expected.length;
  }

  private static InputStream resource(String name) {
    return Objects.requireNonNull(FreeTypeParityTest.class.getResourceAsStream(name), name);
  }
}
