package io.thawline.cli;

import io.thawline.io.LocalOpener;
import io.thawline.io.Opener;
import io.thawline.io.Source;
import io.thawline.storage.Places;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.spark.SparkConf;
import org.apache.spark.deploy.SparkHadoopUtil;

/** Reaches what the command line names: a path without a scheme lies on this machine. */
final class AnyPlace implements Opener {
  private final Map<String, String> environment;

  AnyPlace(Map<String, String> environment) {
    this.environment = environment;
  }

  @Override
  public Source open(String location) {
    Optional<Path> path = Locations.local(location);
    return path.isPresent()
        ? new LocalOpener().open(path.get().toString())
        : elsewhere().open(location);
  }

  @Override
  public Optional<Set<String>> list(String location) {
    Optional<Path> path = Locations.local(location);
    return path.isPresent()
        ? new LocalOpener().list(path.get().toString())
        : elsewhere().list(location);
  }

  /** Made only when asked for: it loads classes of Hadoop, which takes longer than a small file. */
  private Opener elsewhere() {
    return new Places(
        () -> SparkHadoopUtil.get().newConfiguration(new SparkConf()), environment, Map.of());
  }
}
