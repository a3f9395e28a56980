package io.thawline.image;

import io.thawline.glyph.CharacterSelection;
import io.thawline.glyph.CharacterSet;
import io.thawline.glyph.Font;
import io.thawline.glyph.GlyphRenderer;
import io.thawline.glyph.Rendering;
import java.awt.image.BufferedImage;
import java.awt.image.DataBufferByte;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import javax.imageio.ImageIO;

/** The images of the demonstration, as the fonts beside them give them. */
final class Typefaces {
  static final Path FOLDER = Path.of("..", "conf", "demo", "typefaces");
  static final int SIDE = 48;

  private static final int CHARACTERS = 100;
  private static final Map<String, String> FONTS =
      Map.of(
          "sans", "NotoSansSC-Regular.subset.otf",
          "ming", "ARPLUMing-CN.subset.ttf",
          "kai", "ARPLUKai-CN.subset.ttf");

  private Typefaces() {}

  /** Draws them anew. */
  public static void main(String[] arguments) throws IOException {
    for (Map.Entry<String, byte[]> image : all().entrySet()) {
      Path file = FOLDER.resolve(image.getKey());
      Files.createDirectories(file.getParent());
      BufferedImage grey = new BufferedImage(SIDE, SIDE, BufferedImage.TYPE_BYTE_GRAY);
      byte[] pixels = ((DataBufferByte) grey.getRaster().getDataBuffer()).getData();
      System.arraycopy(image.getValue(), 0, pixels, 0, pixels.length);
      ImageIO.write(grey, "png", file.toFile());
    }
  }

  /** The pixels by the file's name below the folder. */
  static Map<String, byte[]> all() throws IOException {
    Path demo = FOLDER.resolveSibling("");
    CharacterSet characters =
        CharacterSet.read("chars.txt", Files.readAllBytes(demo.resolve("chars.txt")))
            .select(new CharacterSelection(CHARACTERS, 0));
    Map<String, byte[]> images = new TreeMap<>();
    FONTS.forEach(
        (label, font) -> {
          GlyphRenderer renderer = new GlyphRenderer(open(demo.resolve(font)), SIDE);
          for (int codePoint : characters.codePoints()) {
            String name = String.format(Locale.ROOT, "%s/U+%04X.png", label, codePoint);
            images.put(name, ((Rendering.Drawn) renderer.render(codePoint)).pixels());
          }
        });
    return images;
  }

  private static Font open(Path file) {
    try {
      return Font.open(file.toString(), Files.readAllBytes(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
