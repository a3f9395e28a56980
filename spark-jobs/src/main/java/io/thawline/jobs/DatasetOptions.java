package io.thawline.jobs;

import io.thawline.config.Key;
import io.thawline.errors.InputRefusedException;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * Rows that Spark reads.
 *
 * @param path files or folders, wherever Hadoop reaches, also by a pattern
 * @param format of the files, any that {@code spark.read} knows; empty for the kind of data's own
 * @param options of that format
 * @param table a table or view of the session's catalogue, in the place of a path
 * @param where a condition in SQL; empty for all rows
 */
public record DatasetOptions(
    @Key(
            help = "files or folders",
            defaultValue = "''",
            example = "s3a://bucket/images",
            path = true)
        String path,
    @Key(
            help = "the format of the files, as spark.read names it",
            defaultValue = "''",
            example = "parquet")
        String format,
    @Key(help = "options of that format", defaultValue = "{}", example = "{mergeSchema: true}")
        Map<String, String> options,
    @Key(
            help = "a table of the session's catalogue, instead of a path",
            defaultValue = "''",
            example = "shop.photos")
        String table,
    @Key(help = "which rows, a condition in SQL", defaultValue = "''", example = "split = 'train'")
        String where) {
  private static final String BINARY_FILES = "binaryFile";

  public DatasetOptions {
    options = Collections.unmodifiableMap(new LinkedHashMap<>(options));
    if (!path.isEmpty() && !table.isEmpty()) {
      throw new IllegalArgumentException("table must not stand beside path: leave one of them out");
    }
    if (path.isEmpty() && !(format.isEmpty() && options.isEmpty())) {
      throw new IllegalArgumentException(
          "path is empty, and format and options are of files: name the files, or leave those out");
    }
  }

  /** Whether it says where rows are. */
  boolean isPlaced() {
    return !path.isEmpty() || !table.isEmpty();
  }

  /** Whether it says anything. */
  boolean isEmpty() {
    return !isPlaced() && where.isEmpty();
  }

  /** These rows under another condition. */
  DatasetOptions only(String condition) {
    return new DatasetOptions(path, format, options, table, condition);
  }

  /** As an error names it. */
  String location() {
    return path.isEmpty() ? "table " + table : path;
  }

  /** Whether it names files that hold a sample each, rather than rows of some format. */
  boolean isFolder() {
    return !path.isEmpty() && format.isEmpty();
  }

  /** What is made of rows. */
  @FunctionalInterface
  interface Shape {
    Dataset<Row> of(Dataset<Row> rows);
  }

  /**
   * The files that the condition leaves, with the columns of Spark's {@value #BINARY_FILES} and
   * those that are made of them.
   *
   * @param key of these options, to name it
   * @param shape adds columns, before the condition
   * @throws InputRefusedException when Spark cannot read them
   */
  Dataset<Row> files(SparkSession session, String key, Shape shape) {
    Map<String, String> deep = new HashMap<>(options);
    deep.putIfAbsent("recursiveFileLookup", "true");
    return filtered(
        key, () -> shape.of(session.read().format(BINARY_FILES).options(deep).load(path)));
  }

  /** The rows that the condition leaves, likewise. */
  Dataset<Row> rows(SparkSession session, String key) {
    return filtered(
        key,
        () ->
            table.isEmpty()
                ? session.read().format(format).options(options).load(path)
                : session.table(table));
  }

  private Dataset<Row> filtered(String key, Supplier<Dataset<Row>> opened) {
    try {
      Dataset<Row> all = opened.get();
      return where.isEmpty() ? all : all.where(where);
    } catch (Exception e) { // Spark's own are checked ones that it does not declare
      if (e instanceof RuntimeException unchecked) {
        throw unchecked;
      }
      String why = String.valueOf(e.getMessage()).lines().findFirst().orElse("");
      throw new InputRefusedException(
          "Cannot read %s: %s. Check %s.path, format, options, table and where."
              .formatted(location(), why.replaceFirst("\\.$", ""), key),
          e);
    }
  }
}
