package io.thawline.cluster;

import io.thawline.config.Key;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Where texts lie: in files, or in a table as the session is configured.
 *
 * @param path of a file, a directory or a pattern of files; empty for a table
 * @param format {@code jsonl}, {@code csv}, {@code conll}, or any that Spark reads
 * @param options of Spark's reader of that format
 * @param table a table or view that the session knows; empty for files
 * @param where a condition of Spark SQL on the rows; empty for all
 */
public record TextSource(
    @Key(help = "files to read", defaultValue = "", path = true) String path,
    @Key(help = "jsonl, csv, conll, or any that Spark reads", defaultValue = "jsonl") String format,
    @Key(help = "options of Spark's reader", defaultValue = "{}") Map<String, String> options,
    @Key(help = "a table of the session, in place of files", defaultValue = "") String table,
    @Key(help = "a condition on the rows", defaultValue = "") String where) {
  public TextSource {
    options = Map.copyOf(options);
    List<String> problems = new ArrayList<>();
    if (path.isBlank() == table.isBlank()) {
      problems.add(
          path.isBlank()
              ? "path is missing: name files, or a table with table"
              : "table and path are both given: keep one");
    }
    if (format.isBlank()) {
      problems.add("format is empty: write for example jsonl");
    }
    if (!problems.isEmpty()) {
      throw new IllegalArgumentException(String.join("\n", problems));
    }
  }

  /** To name it. */
  String location() {
    return table.isBlank() ? path : "table " + table;
  }

  /** What decides which rows it gives, but for what lies there. */
  public String description() {
    return String.join("|", path, format, new TreeMap<>(options).toString(), table, where);
  }
}
