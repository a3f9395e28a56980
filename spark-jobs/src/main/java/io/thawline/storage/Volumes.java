package io.thawline.storage;

import io.thawline.errors.ConfigurationException;
import java.io.IOException;
import java.net.URI;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/** Which kind of store an address names. */
final class Volumes {
  private Volumes() {}

  /**
   * @throws ConfigurationException when no run can be kept there
   */
  static Volume at(String location, Configuration configuration) {
    Path path = parse(location);
    String given = path.toUri().getScheme();
    String scheme = given == null ? FileSystem.getDefaultUri(configuration).getScheme() : given;
    return switch (scheme) {
      case "file" -> new LocalVolume(java.nio.file.Path.of(path.toUri().getPath()));
      case "hdfs" ->
          reached(path, () -> new HdfsVolume(withHost(path, configuration), configuration));
      case "s3a" -> reached(path, () -> new ObjectVolume(path, configuration));
      default ->
          throw new ConfigurationException(
              "run.dir cannot be on %s: use a local path, hdfs:// or s3a://, not %s."
                  .formatted(scheme, location));
    };
  }

  private static Path parse(String location) {
    try {
      return new Path(location);
    } catch (IllegalArgumentException e) {
      throw new ConfigurationException(
          "run.dir %s is not an address: %s. Give a path, hdfs://host/path or s3a://bucket/path."
              .formatted(location, Failures.reason(e)),
          e);
    }
  }

  @FunctionalInterface
  private interface Opening {
    Volume open() throws IOException;
  }

  private static Volume reached(Path path, Opening opening) {
    try {
      return opening.open();
    } catch (IOException | RuntimeException e) {
      // Hadoop wraps an unknown host, or a missing client of a store, in a bare RuntimeException
      throw new ConfigurationException(
          "Cannot reach run.dir %s: %s. Check the address and the cluster%s."
              .formatted(path, Failures.reason(e), Failures.missingClient(e)),
          e);
    }
  }

  /** {@code hdfs:///path} means the default file system's host, if that is an HDFS. */
  private static Path withHost(Path path, Configuration configuration) {
    URI given = path.toUri();
    URI usual = FileSystem.getDefaultUri(configuration);
    boolean lacksHost = given.getAuthority() == null && usual.getScheme().equals(given.getScheme());
    return lacksHost ? new Path(given.getScheme(), usual.getAuthority(), given.getPath()) : path;
  }
}
