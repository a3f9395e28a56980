package io.thawline.jobs;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.element_at;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.regexp_extract;
import static org.apache.spark.sql.functions.regexp_replace;
import static org.apache.spark.sql.functions.split;
import static org.apache.spark.sql.functions.when;

import io.thawline.cluster.Labels;
import io.thawline.cluster.PairReading;
import io.thawline.cluster.PairReading.Layout;
import io.thawline.cluster.PairReading.OtherSizes;
import io.thawline.cluster.ReadImage;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;

/**
 * Folders and tables of glyph pairs.
 *
 * @param style of pairs that come without one
 * @param forAll whether it is the style of all, whatever they come with
 * @param side of the network's glyphs in pixels
 */
record PairTables(
    SparkSession session,
    PairColumns columns,
    int style,
    boolean forAll,
    int side,
    OtherSizes otherSizes,
    Labels labels) {
  /** Nine digits fit a whole number of 32 bits. */
  private static final String LEADING_NUMBER = "^(\\d{1,9})_";

  /**
   * The pairs of a place, decoded; their styles stand as labels.
   *
   * @param key of the options, to name it
   * @throws io.thawline.errors.UserException when Spark cannot read them, or a column is missing
   */
  JavaRDD<ReadImage> read(DatasetOptions source, String key) {
    Layout layout = source.isFolder() ? Layout.SIDE_BY_SIDE : Layout.APART;
    Dataset<Row> rows =
        source.isFolder()
            ? source.files(session, key, this::folder)
            : named(source.rows(session, key), source);
    return new PairReading(layout, side, otherSizes, labels).read(rows);
  }

  private Column usual() {
    return lit(Integer.toString(style));
  }

  /** A file's name without its ending is its id; a number before the first _ is its style. */
  private Dataset<Row> folder(Dataset<Row> files) {
    Column name = regexp_replace(element_at(split(col("path"), "/"), -1), "\\.[^.]*$", "");
    Column number = regexp_extract(name, LEADING_NUMBER, 1).cast(DataTypes.IntegerType);
    return files
        .withColumn(PairReading.ID, name)
        .withColumn(
            PairReading.STYLE,
            forAll
                ? usual()
                : when(name.rlike(LEADING_NUMBER), number.cast(DataTypes.StringType))
                    .otherwise(usual()))
        .withColumn(PairReading.SOURCE, col("content"))
        .withColumn(PairReading.TARGET, lit(null).cast(DataTypes.BinaryType));
  }

  private Dataset<Row> named(Dataset<Row> rows, DatasetOptions source) {
    NamedColumns named = new NamedColumns(rows, source.location());
    Column target = labels == Labels.NEEDED ? named.files("target", columns.target()) : lit(null);
    return rows.select(
        named.text("id", columns.id()).as(PairReading.ID),
        (forAll || columns.style().isEmpty()
                ? usual()
                : coalesce(named.numbers("style", columns.style()), usual()))
            .as(PairReading.STYLE),
        named.files("source", columns.source()).as(PairReading.SOURCE),
        target.as(PairReading.TARGET));
  }
}
