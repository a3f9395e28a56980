package io.thawline.jobs;

import io.thawline.cluster.PairFiles;
import io.thawline.glyph.Font;
import io.thawline.glyph.GlyphPair;
import io.thawline.glyph.PairRenderer;
import io.thawline.report.Png;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.apache.spark.sql.SparkSession;

/** Glyph pairs that a run drew, as image files. */
final class PairImages {
  static final int SIDE = 64;

  private PairImages() {}

  /** What a run over fonts prepared: {@code training} or {@code validation}. */
  static List<GlyphPair> drawn(SparkSession session, Path run, String part) {
    try (Stream<Path> prepared = Files.list(run.resolve("prepared"))) {
      String directory = prepared.findFirst().orElseThrow() + "/" + part + ".parquet";
      return PairFiles.read(session, directory).collect().stream()
          .sorted((one, other) -> one.id().compareTo(other.id()))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The first characters of the demonstration's text, in its first two fonts. */
  static List<GlyphPair> rendered(int count) throws IOException {
    Path demo = LocalRuns.CONF.resolve("demo");
    PairRenderer renderer =
        new PairRenderer(
            font(demo.resolve("NotoSansSC-Regular.subset.otf")),
            font(demo.resolve("ARPLUMing-CN.subset.ttf")),
            SIDE,
            0);
    return Files.readString(demo.resolve("chars.txt"))
        .codePoints()
        .mapToObj(renderer::render)
        .flatMap(rendered -> rendered.pair().stream())
        .limit(count)
        .toList();
  }

  private static Font font(Path file) throws IOException {
    return Font.open(file.toString(), Files.readAllBytes(file));
  }

  /** One file a pair as zi2zi has them, named by a prefix and the pair's id. */
  static void write(Path folder, String prefix, List<GlyphPair> pairs) throws IOException {
    Files.createDirectories(folder);
    for (GlyphPair pair : pairs) {
      Files.write(
          folder.resolve(prefix + pair.id() + ".png"), sideBySide(pair.target(), pair.source()));
    }
  }

  private static byte[] sideBySide(byte[] left, byte[] right) throws IOException {
    BufferedImage both = new BufferedImage(2 * SIDE, SIDE, BufferedImage.TYPE_BYTE_GRAY);
    for (int y = 0; y < SIDE; y++) {
      for (int x = 0; x < SIDE; x++) {
        both.getRaster().setSample(x, y, 0, left[y * SIDE + x] & 0xff);
        both.getRaster().setSample(SIDE + x, y, 0, right[y * SIDE + x] & 0xff);
      }
    }
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    ImageIO.write(both, "png", file);
    return file.toByteArray();
  }

  /** One glyph as a file. */
  static byte[] single(byte[] glyph) {
    return Png.write(glyph, SIDE);
  }
}
