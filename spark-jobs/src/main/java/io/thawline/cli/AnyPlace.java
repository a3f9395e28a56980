package io.thawline.cli;

import io.thawline.io.HttpFiles;
import io.thawline.io.LocalOpener;
import io.thawline.io.Opener;
import io.thawline.io.Source;
import io.thawline.storage.HadoopOpener;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.spark.SparkConf;
import org.apache.spark.deploy.SparkHadoopUtil;

/** Reaches files of this machine and of the web directly, and all others through Hadoop. */
final class AnyPlace implements Opener {
  private final Map<String, String> environment;

  AnyPlace(Map<String, String> environment) {
    this.environment = environment;
  }

  @Override
  public Source open(String location) {
    Optional<Path> path = Locations.local(location);
    if (path.isPresent()) {
      return new LocalOpener().open(path.get().toString());
    }
    return HttpFiles.isAddress(location)
        ? HttpFiles.of(environment).open(location)
        : hadoop().open(location);
  }

  @Override
  public Optional<Set<String>> list(String location) {
    Optional<Path> path = Locations.local(location);
    if (path.isPresent()) {
      return new LocalOpener().list(path.get().toString());
    }
    return HttpFiles.isAddress(location) ? Optional.empty() : hadoop().list(location);
  }

  private static Opener hadoop() {
    return new HadoopOpener(SparkHadoopUtil.get().newConfiguration(new SparkConf()));
  }
}
