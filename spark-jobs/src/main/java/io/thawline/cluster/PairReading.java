package io.thawline.cluster;

import io.thawline.glyph.GlyphPair;
import io.thawline.image.DecodedImage;
import io.thawline.image.UnreadableImageException;
import java.io.Serializable;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.storage.StorageLevel;

/**
 * Decodes images of glyph pairs on the executors.
 *
 * @param layout how files hold them
 * @param side of a glyph in pixels
 * @param otherSizes what becomes of glyphs of another side
 * @param labels whether there are targets; where they are absent, the source stands for the target
 */
public record PairReading(Layout layout, int side, OtherSizes otherSizes, Labels labels)
    implements Serializable {
  /** The columns of what is read, whatever they were called. */
  public static final String ID = ImageReading.ID;

  /** Likewise. */
  public static final String STYLE = "style";

  /** Likewise. */
  public static final String SOURCE = "source";

  /** Likewise. */
  public static final String TARGET = "target";

  private static final Pattern CODE_POINT = Pattern.compile("U\\+([0-9A-F]{4,6})");
  private static final int HEXADECIMAL = 16;

  /** How image files hold the glyphs of a pair. */
  public enum Layout {
    /** One file, the target on the left and the source on the right, as zi2zi has them. */
    SIDE_BY_SIDE,
    /** A file each. */
    APART
  }

  /** What becomes of glyphs that are not as large as the network takes them. */
  public enum OtherSizes {
    REFUSE,
    SCALE
  }

  /**
   * The pairs of a table, decoded once and kept on the executors' disks; their styles stand as
   * labels.
   *
   * @param rows with the columns {@value #SOURCE} and {@value #TARGET} (bytes of image files; the
   *     first alone where one file has both), {@value #STYLE} and {@value #ID} (texts)
   */
  public JavaRDD<ReadImage> read(Dataset<Row> rows) {
    return rows.select(ID, STYLE, SOURCE, TARGET)
        .toJavaRDD()
        .map(this::read)
        .persist(StorageLevel.DISK_ONLY());
  }

  private ReadImage read(Row row) {
    if (row.isNullAt(0)) {
      return ReadImage.dropped("?", "has no id");
    }
    String id = row.getString(0);
    boolean hasTarget = layout == Layout.APART && labels == Labels.NEEDED;
    if (row.isNullAt(2) || (hasTarget && row.isNullAt(3))) {
      return ReadImage.dropped(id, "has no bytes");
    }
    try {
      byte[] file = row.getAs(2);
      DecodedImage first = DecodedImage.read(file, 1);
      if (!hasTarget) {
        return layout == Layout.APART || (labels == Labels.ABSENT && isSquare(first))
            ? pair(id, row.getString(1), first, first, file)
            : sideBySide(id, row.getString(1), first, file);
      }
      byte[] target = row.getAs(3);
      return pair(id, row.getString(1), first, DecodedImage.read(target, 1), file, target);
    } catch (UnreadableImageException e) {
      return ReadImage.dropped(id, String.valueOf(e.getMessage()));
    }
  }

  private ReadImage sideBySide(String id, String style, DecodedImage both, byte[] file) {
    int middle = both.height();
    if (both.width() != 2 * middle) {
      return ReadImage.unfit(
          id,
          "is %d x %d pixels, and a file with the target on the left and the source on the right is twice as wide as high: cut it so, or give the two as columns of a table, by a format or table and columns"
              .formatted(both.width(), both.height()));
    }
    DecodedImage source = both.columns(middle, both.width());
    DecodedImage target = labels == Labels.ABSENT ? source : both.columns(0, middle);
    return pair(id, style, source, target, file);
  }

  private ReadImage pair(
      String id, String style, DecodedImage source, DecodedImage target, byte[]... files) {
    for (DecodedImage glyph : new DecodedImage[] {source, target}) {
      if (!isSquare(glyph)) {
        return ReadImage.unfit(
            id,
            "has a glyph of %d x %d pixels, which is no square: cut it to one"
                .formatted(glyph.width(), glyph.height()));
      }
      if (otherSizes == OtherSizes.REFUSE && glyph.width() != side) {
        return ReadImage.unfit(
            id,
            "has a glyph of %1$d x %1$d pixels, and the network takes %2$d x %2$d: write data.other_sizes: scale, or choose a network of %1$d pixels"
                .formatted(glyph.width(), side));
      }
    }
    byte[] glyphs = Arrays.copyOf(source.square(side), 2 * side * side);
    System.arraycopy(target.square(side), 0, glyphs, side * side, side * side);
    return ReadImage.of(id, style, glyphs, List.of(files));
  }

  private static boolean isSquare(DecodedImage image) {
    return image.width() == image.height();
  }

  /** Pairs as samples, of those that were read. */
  public static JavaRDD<GlyphPair> pairs(JavaRDD<ReadImage> read) {
    return read.filter(ReadImage::isRead).map(PairReading::pair);
  }

  private static GlyphPair pair(ReadImage read) {
    int half = read.planes().length / 2;
    return new GlyphPair(
        read.id(),
        character(read.id()),
        Integer.parseInt(read.label()),
        Arrays.copyOf(read.planes(), half),
        Arrays.copyOfRange(read.planes(), half, 2 * half));
  }

  /** What an id says by a code point such as {@code U+4E00}, else the id itself. */
  private static String character(String id) {
    Matcher matcher = CODE_POINT.matcher(id);
    if (!matcher.matches()) {
      return id;
    }
    int codePoint = Integer.parseInt(matcher.group(1), HEXADECIMAL);
    return Character.isValidCodePoint(codePoint) ? Character.toString(codePoint) : id;
  }

  /**
   * Writes pairs to a directory, for {@link PairFiles} to read.
   *
   * @param options of Spark's Parquet writer
   */
  public static void write(
      SparkSession session,
      JavaRDD<ReadImage> read,
      String directory,
      Map<String, String> options) {
    PairFiles.write(session, pairs(read), directory, options);
  }
}
