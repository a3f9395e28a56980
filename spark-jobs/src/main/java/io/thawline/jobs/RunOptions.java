package io.thawline.jobs;

import io.thawline.config.Key;
import java.util.regex.Pattern;

/**
 * What a run is called and where it lives.
 *
 * @param name shown in Spark's UI and in the report
 * @param dir the run directory: a local path, or a location of HDFS or S3
 * @param seed of everything that is drawn
 * @param ownerTimeout seconds without a sign of life after which another driver takes the run over
 */
public record RunOptions(
    @Key(help = "shown in Spark's UI and in the report", kind = Key.Kind.FREE) String name,
    @Key(help = "the run directory", kind = Key.Kind.FREE, path = true) String dir,
    @Key(help = "seed of everything that is drawn", defaultValue = "1") long seed,
    @Key(
            help = "seconds without a sign of life after which another driver takes the run over",
            defaultValue = "60",
            kind = Key.Kind.FREE)
        int ownerTimeout) {
  private static final Pattern GLOB = Pattern.compile("[\\[\\]{}*?]");

  public RunOptions {
    if (dir.isBlank()) {
      throw new IllegalArgumentException("dir is empty: name a directory, such as runs/first");
    }
    if (ownerTimeout < 1) {
      throw new IllegalArgumentException(
          "owner_timeout must be at least 1 second, got %d: write for example 60"
              .formatted(ownerTimeout));
    }
    if (GLOB.matcher(dir).find()) {
      throw new IllegalArgumentException(
          "dir must not hold any of [ ] { } * ?, which Spark takes for patterns, got " + dir);
    }
  }
}
