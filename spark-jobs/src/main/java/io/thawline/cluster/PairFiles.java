package io.thawline.cluster;

import io.thawline.glyph.GlyphPair;
import java.util.Map;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/** Prepared glyph pairs as Parquet files. */
public final class PairFiles {
  private static final StructType SCHEMA =
      new StructType()
          .add("id", DataTypes.StringType, false)
          .add("character", DataTypes.StringType, false)
          .add("style", DataTypes.IntegerType, false)
          .add("source", DataTypes.BinaryType, false)
          .add("target", DataTypes.BinaryType, false);

  private PairFiles() {}

  /**
   * Writes pairs to a directory.
   *
   * @param options of Spark's Parquet writer
   */
  static void write(
      SparkSession session,
      JavaRDD<GlyphPair> pairs,
      String directory,
      Map<String, String> options) {
    session
        .createDataFrame(pairs.map(PairFiles::row), SCHEMA)
        .write()
        .options(options)
        .mode("overwrite")
        .parquet(directory);
  }

  private static Row row(GlyphPair pair) {
    return RowFactory.create(
        pair.id(), pair.character(), pair.style(), pair.source(), pair.target());
  }

  /** The pairs of a directory. */
  public static JavaRDD<GlyphPair> read(SparkSession session, String directory) {
    return session
        .read()
        .schema(SCHEMA)
        .parquet(directory)
        .toJavaRDD()
        .map(
            row ->
                new GlyphPair(
                    row.getString(0),
                    row.getString(1),
                    row.getInt(2),
                    row.<byte[]>getAs(3),
                    row.<byte[]>getAs(4)));
  }
}
