package io.thawline.jobs;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.concat_ws;
import static org.apache.spark.sql.functions.element_at;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.split;

import io.thawline.cluster.ImageReading;
import io.thawline.cluster.Labels;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** Folders and tables of images as rows of one shape. */
record ImageTables(SparkSession session, ImageColumns columns, Labels labels) {
  /**
   * Rows with the columns of {@link ImageReading}.
   *
   * @param key of the options, to name it
   * @throws io.thawline.errors.UserException when Spark cannot read them, or a column is missing
   */
  Dataset<Row> open(DatasetOptions source, String key) {
    return source.isFolder()
        ? source
            .files(session, key, ImageTables::folder)
            .select(ImageReading.ID, ImageReading.LABEL, ImageReading.IMAGE)
        : named(source.rows(session, key), source);
  }

  private Dataset<Row> named(Dataset<Row> rows, DatasetOptions source) {
    NamedColumns named = new NamedColumns(rows, source.location());
    Column image = named.files("image", columns.image());
    Column label = labels == Labels.NEEDED ? named.text("label", columns.label()) : lit("");
    return rows.select(
        named.text("id", columns.id()).as(ImageReading.ID),
        label.as(ImageReading.LABEL),
        image.as(ImageReading.IMAGE));
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
}
