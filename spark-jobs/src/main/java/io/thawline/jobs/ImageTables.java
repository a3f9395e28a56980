package io.thawline.jobs;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.concat_ws;
import static org.apache.spark.sql.functions.element_at;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.split;

import io.thawline.cluster.ImageReading;
import io.thawline.cluster.Labels;
import io.thawline.errors.ConfigurationException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;

/** Folders and tables of images as rows of one shape. */
record ImageTables(SparkSession session, ImageColumns columns, Labels labels) {
  private static final String BINARY_FILES = "binaryFile";

  /**
   * Rows with the columns of {@link ImageReading}.
   *
   * @param key of the options, to name it
   * @throws io.thawline.errors.UserException when Spark cannot read them, or a column is missing
   */
  Dataset<Row> open(DatasetOptions source, String key) {
    boolean files = !source.path().isEmpty() && source.format().isEmpty();
    return files
        ? folders(source)
            .rows(session, key, BINARY_FILES, ImageTables::folder)
            .select(ImageReading.ID, ImageReading.LABEL, ImageReading.IMAGE)
        : named(source.rows(session, key, "", rows -> checked(rows, source)));
  }

  private static DatasetOptions folders(DatasetOptions source) {
    Map<String, String> options = new HashMap<>(source.options());
    options.putIfAbsent("recursiveFileLookup", "true");
    return new DatasetOptions(source.path(), BINARY_FILES, options, "", source.where());
  }

  /** A file's folder is its label, and both names are its id, wherever they lie. */
  private static Dataset<Row> folder(Dataset<Row> files) {
    Column names = split(col("path"), "/");
    Column label = element_at(names, -2);
    return files
        .withColumn(ImageReading.LABEL, label)
        .withColumn(ImageReading.ID, concat_ws("/", label, element_at(names, -1)))
        .withColumn(ImageReading.IMAGE, col("content"));
  }

  private Dataset<Row> checked(Dataset<Row> rows, DatasetOptions source) {
    List<String> known = Arrays.asList(rows.columns());
    require(known, "image", columns.image(), source);
    if (labels == Labels.NEEDED) {
      require(known, "label", columns.label(), source);
    }
    require(known, "id", columns.id(), source);
    DataType type = rows.schema().apply(columns.image()).dataType();
    if (!type.equals(DataTypes.BinaryType)) {
      throw new ConfigurationException(
          "data.columns.image is %s, which holds %s in %s: name a column with the bytes of image files"
              .formatted(columns.image(), type.simpleString(), source.location()));
    }
    return rows;
  }

  private Dataset<Row> named(Dataset<Row> rows) {
    return rows.select(
        quoted(columns.id()).cast(DataTypes.StringType).as(ImageReading.ID),
        (labels == Labels.NEEDED ? quoted(columns.label()) : lit(""))
            .cast(DataTypes.StringType)
            .as(ImageReading.LABEL),
        quoted(columns.image()).as(ImageReading.IMAGE));
  }

  private static Column quoted(String name) {
    return col("`" + name.replace("`", "``") + "`");
  }

  private static void require(
      List<String> known, String key, String column, DatasetOptions source) {
    if (!known.contains(column)) {
      throw new ConfigurationException(
          "data.columns.%s is %s, and %s has no such column: write one of %s"
              .formatted(key, column, source.location(), String.join(", ", known)));
    }
  }
}
