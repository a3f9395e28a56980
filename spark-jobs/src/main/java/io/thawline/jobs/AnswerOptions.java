package io.thawline.jobs;

import io.thawline.config.Key;
import java.util.Map;
import java.util.TreeMap;

/**
 * How answers are written, below {@code run.dir}.
 *
 * @param format any that {@code spark.write} has
 * @param options of Spark's writer
 */
public record AnswerOptions(
    @Key(help = "any that spark.write has", defaultValue = "json") String format,
    @Key(help = "options of Spark's writer", defaultValue = "{}") Map<String, String> options) {
  public AnswerOptions {
    options = Map.copyOf(new TreeMap<>(options));
    if (format.isBlank()) {
      throw new IllegalArgumentException("format is empty: write for example json");
    }
  }
}
