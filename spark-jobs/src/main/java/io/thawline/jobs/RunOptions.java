package io.thawline.jobs;

import io.thawline.config.Key;
import java.util.regex.Pattern;

/**
 * What a run is called and where it lives.
 *
 * @param name shown in Spark's UI and in the report
 * @param dir the run directory: a local path, or a location of HDFS
 * @param seed of everything that is drawn
 */
public record RunOptions(
    @Key(help = "shown in Spark's UI and in the report", kind = Key.Kind.FREE) String name,
    @Key(help = "the run directory", kind = Key.Kind.FREE, path = true) String dir,
    @Key(help = "seed of everything that is drawn", defaultValue = "1") long seed) {
  private static final Pattern GLOB = Pattern.compile("[\\[\\]{}*?]");

  public RunOptions {
    if (dir.isBlank()) {
      throw new IllegalArgumentException("dir is empty: name a directory, such as runs/first");
    }
    if (GLOB.matcher(dir).find()) {
      throw new IllegalArgumentException(
          "dir must not hold any of [ ] { } * ?, which Spark takes for patterns, got " + dir);
    }
  }
}
