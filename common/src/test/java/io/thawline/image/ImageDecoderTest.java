package io.thawline.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ImageDecoderTest {
  private static final int SIDE = 8;
  private static final int GREY = 100;

  private static byte[] file(BufferedImage image, String format) throws IOException {
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    assertThat(ImageIO.write(image, format, file)).isTrue();
    return file.toByteArray();
  }

  private static BufferedImage filled(int type, int width, int height, Color color) {
    BufferedImage image = new BufferedImage(width, height, type);
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        image.setRGB(x, y, color.getRGB());
      }
    }
    return image;
  }

  private static BufferedImage grey() {
    BufferedImage image = new BufferedImage(SIDE, SIDE, BufferedImage.TYPE_BYTE_GRAY);
    for (int i = 0; i < SIDE * SIDE; i++) {
      image.getRaster().setSample(i % SIDE, i / SIDE, 0, GREY);
    }
    return image;
  }

  @Test
  void coloursComeInThreePlanes() throws Exception {
    byte[] png = file(filled(BufferedImage.TYPE_INT_RGB, SIDE, SIDE, new Color(10, 20, 30)), "png");
    byte[] planes = new ImageDecoder(3, SIDE).decode(png);
    int pixels = SIDE * SIDE;
    assertThat(Arrays.copyOfRange(planes, 0, pixels)).containsOnly(10);
    assertThat(Arrays.copyOfRange(planes, pixels, 2 * pixels)).containsOnly(20);
    assertThat(Arrays.copyOfRange(planes, 2 * pixels, 3 * pixels)).containsOnly(30);
  }

  /** Java's own conversion takes stored grey for linear light and would give 168. */
  @Test
  void greyStaysAsItIsStored() throws Exception {
    byte[] png = file(grey(), "png");
    assertThat(new ImageDecoder(1, SIDE).decode(png)).containsOnly(GREY);
    assertThat(new ImageDecoder(3, SIDE).decode(png)).containsOnly(GREY);
  }

  @Test
  void greyOfColoursIsPillows() throws Exception {
    byte[] png =
        file(filled(BufferedImage.TYPE_INT_RGB, SIDE, SIDE, new Color(200, 100, 50)), "png");
    // (200 * 19595 + 100 * 38470 + 50 * 7471 + 32768) / 65536
    assertThat(new ImageDecoder(1, SIDE).decode(png)).containsOnly((byte) 124);
  }

  @Test
  void transparencyIsLeftOutAsByPillow() throws Exception {
    byte[] png =
        file(filled(BufferedImage.TYPE_INT_ARGB, SIDE, SIDE, new Color(90, 90, 90, 128)), "png");
    assertThat(new ImageDecoder(1, SIDE).decode(png)).containsOnly(90);
  }

  @Test
  void palettesAreReadByTheirColours() throws Exception {
    BufferedImage image = filled(BufferedImage.TYPE_BYTE_INDEXED, SIDE, SIDE, Color.RED);
    byte[] planes = new ImageDecoder(3, SIDE).decode(file(image, "gif"));
    assertThat(planes[0]).isEqualTo((byte) 255);
    assertThat(planes[2 * SIDE * SIDE]).isZero();
  }

  @Test
  void jpegIsReadAndBroughtToTheSize() throws Exception {
    byte[] jpeg = file(filled(BufferedImage.TYPE_INT_RGB, 31, 17, new Color(120, 120, 120)), "jpg");
    byte[] planes = new ImageDecoder(1, SIDE).decode(jpeg);
    assertThat(planes).hasSize(SIDE * SIDE);
    for (byte pixel : planes) {
      assertThat(pixel & 0xff).isBetween(118, 122);
    }
  }

  /** By hand: half size weighs four pixels 1, 3, 3, 1 of 8, and three at an edge 3, 3, 1 of 7. */
  @Test
  void shrinkingWeighsAllPixelsByATriangle() {
    byte[] row = {0, 70, (byte) 140, (byte) 210};
    byte[] plane = new byte[16];
    for (int i = 0; i < 4; i++) {
      System.arraycopy(row, 0, plane, i * 4, 4);
    }
    assertThat(Bilinear.resize(plane, 4, 4, 2)).containsExactly(50, (byte) 160, 50, (byte) 160);
  }

  @Test
  void growingInterpolates() {
    byte[] plane = {0, 100, 0, 100};
    assertThat(Arrays.copyOf(Bilinear.resize(plane, 2, 2, 4), 4)).containsExactly(0, 25, 75, 100);
  }

  @ParameterizedTest
  @ValueSource(ints = {20, 60, 120})
  void fileThatIsCutShortIsRefusedWithTheReason(int bytes) throws Exception {
    byte[] png = file(Noise.image(64), "png");
    byte[] cut = Arrays.copyOf(png, bytes);
    assertThatThrownBy(() -> new ImageDecoder(1, SIDE).decode(cut))
        .isInstanceOf(UnreadableImageException.class)
        .hasMessageContaining("is broken");
  }

  @Test
  void whatIsNoImageIsRefused() {
    assertThatThrownBy(() -> new ImageDecoder(1, SIDE).decode(new byte[] {1, 2, 3}))
        .isInstanceOf(UnreadableImageException.class)
        .hasMessage("is no image of a known format");
  }
}
