package io.thawline.cluster;

import io.thawline.errors.InputRefusedException;
import io.thawline.errors.UserException;
import io.thawline.text.Conll;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.spark.sql.DataFrameReader;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/** Opens texts by Spark's own readers, and files of tagged sentences beside. */
final class TextRows {
  private static final String CONLL = "conll";
  private static final Map<String, String> SPARK_NAMES = Map.of("jsonl", "json");

  private final SparkSession session;
  private final TextColumns columns;
  private final Labels labels;

  TextRows(SparkSession session, TextColumns columns, Labels labels) {
    this.session = session;
    this.columns = columns;
    this.labels = labels;
  }

  /**
   * The rows of a source that are asked for, with all columns.
   *
   * @param key of the configuration that names the source
   * @throws InputRefusedException when it cannot be read, or lacks a column
   */
  Dataset<Row> open(String key, TextSource source) {
    Dataset<Row> rows;
    try {
      rows = source.where().isBlank() ? all(source) : all(source).where(source.where());
    } catch (Exception e) { // Spark throws checked exceptions that it does not declare
      throw new InputRefusedException(
          "Cannot read %s (%s): %s. Check its path or table, format, options and where."
              .formatted(key, source.location(), UserException.firstLine(e)),
          e);
    }
    List<String> there = List.of(rows.columns());
    for (String column : named()) {
      if (!there.contains(column)) {
        throw new InputRefusedException(
            "%s (%s) has no column %s, but %s: name it in data.columns."
                .formatted(key, source.location(), column, String.join(", ", there)));
      }
    }
    return rows;
  }

  private List<String> named() {
    return Stream.of(
            columns.id(),
            columns.text(),
            labels == Labels.NEEDED ? columns.label() : "",
            columns.first(),
            columns.second())
        .filter(column -> !column.isBlank())
        .toList();
  }

  private Dataset<Row> all(TextSource source) {
    if (!source.table().isBlank()) {
      return session.table(source.table());
    } else if (source.format().equals(CONLL)) {
      return sentences(source);
    }
    DataFrameReader reader =
        session.read().format(SPARK_NAMES.getOrDefault(source.format(), source.format()));
    if (source.format().equals("csv")) {
      reader.option("header", "true").option("escape", "\"");
    }
    return reader.options(source.options()).load(source.path());
  }

  private Dataset<Row> sentences(TextSource source) {
    StructType schema =
        new StructType()
            .add(columns.text(), DataTypes.createArrayType(DataTypes.StringType))
            .add(columns.label(), DataTypes.createArrayType(DataTypes.StringType));
    Dataset<Row> files =
        session
            .read()
            .options(source.options())
            .option("wholetext", "true")
            .text(source.path())
            .select(functions.input_file_name(), functions.col("value"));
    return session.createDataFrame(
        files.toJavaRDD().flatMap(file -> rows(file.getString(0), file.getString(1)).iterator()),
        schema);
  }

  private static List<Row> rows(String file, String text) {
    try {
      List<Row> rows = new ArrayList<>();
      for (Conll.Sentence sentence : Conll.sentences(text)) {
        rows.add(
            RowFactory.create(
                sentence.words().toArray(new String[0]), sentence.tags().toArray(new String[0])));
      }
      return rows;
    } catch (IllegalArgumentException e) {
      throw new InputRefusedException("Cannot read %s: %s.".formatted(file, e.getMessage()), e);
    }
  }
}
