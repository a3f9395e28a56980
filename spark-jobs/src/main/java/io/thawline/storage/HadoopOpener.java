package io.thawline.storage;

import io.thawline.errors.InputRefusedException;
import io.thawline.io.Opener;
import io.thawline.io.Source;
import java.io.IOException;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/** Reaches files of every file system that Hadoop knows. */
public final class HadoopOpener implements Opener {
  private final Configuration configuration;

  public HadoopOpener(Configuration configuration) {
    this.configuration = configuration;
  }

  @Override
  public Source open(String location) {
    return HadoopSource.open(location, configuration);
  }

  @Override
  public Optional<Set<String>> list(String location) {
    try {
      Path path = new Path(location);
      FileSystem files = path.getFileSystem(configuration);
      if (!files.exists(path) || !files.getFileStatus(path).isDirectory()) {
        return Optional.empty();
      }
      return Optional.of(
          Arrays.stream(files.listStatus(path))
              .map(status -> status.getPath().getName())
              .collect(Collectors.toSet()));
    } catch (IOException | IllegalArgumentException e) {
      throw new InputRefusedException(
          "Cannot read %s: %s. Check the path, the right to read it, and the cluster."
              .formatted(location, Failures.reason(e)),
          e);
    }
  }
}
