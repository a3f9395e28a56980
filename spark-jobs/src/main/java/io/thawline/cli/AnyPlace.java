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
  private final Opener elsewhere;

  AnyPlace(Map<String, String> environment) {
    this.elsewhere =
        new Places(
            () -> SparkHadoopUtil.get().newConfiguration(new SparkConf()), environment, Map.of());
  }

  @Override
  public Source open(String location) {
    Optional<Path> path = Locations.local(location);
    return path.isPresent()
        ? new LocalOpener().open(path.get().toString())
        : elsewhere.open(location);
  }

  @Override
  public Optional<Set<String>> list(String location) {
    Optional<Path> path = Locations.local(location);
    return path.isPresent()
        ? new LocalOpener().list(path.get().toString())
        : elsewhere.list(location);
  }
}
