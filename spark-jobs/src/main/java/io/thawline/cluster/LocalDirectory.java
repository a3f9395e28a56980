package io.thawline.cluster;

import java.nio.file.Path;
import org.apache.spark.SparkEnv;

/** Where Spark keeps what it spills on this machine, which it deletes when the process ends. */
public final class LocalDirectory {
  private LocalDirectory() {}

  /** The first of them. */
  public static Path path() {
    return SparkEnv.get().blockManager().diskBlockManager().localDirs()[0].toPath();
  }
}
