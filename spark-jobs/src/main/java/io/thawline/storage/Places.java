package io.thawline.storage;

import io.thawline.io.HttpFiles;
import io.thawline.io.LocalOpener;
import io.thawline.io.Opener;
import io.thawline.io.Source;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.apache.hadoop.conf.Configuration;

/**
 * Reaches files wherever they lie: {@code file:} on this machine, {@code http://} and {@code
 * https://} on the web, all else on the file system that Hadoop knows by its scheme. Files of the
 * web are fetched to this machine: for the driver alone.
 */
public final class Places implements Opener {
  private static final Pattern FILE = Pattern.compile("^file:(//(?=/))?");

  private final Supplier<Configuration> hadoop;
  private final Map<String, String> environment;
  private final Map<String, String> pins;

  /**
   * All places.
   *
   * @param hadoop asked for only when a file lies there
   * @param environment tells of the cache and the proxies for files of the web
   * @param pins the SHA-256 that files of the web must have, by location
   */
  public Places(
      Supplier<Configuration> hadoop, Map<String, String> environment, Map<String, String> pins) {
    this.hadoop = hadoop;
    this.environment = environment;
    this.pins = Map.copyOf(pins);
  }

  @Override
  public Source open(String location) {
    if (HttpFiles.isAddress(location)) {
      return HttpFiles.of(environment).open(location, pins.getOrDefault(location, ""));
    }
    return local(location)
        .map(path -> new LocalOpener().open(path))
        .orElseGet(() -> new HadoopOpener(hadoop.get()).open(location));
  }

  @Override
  public Optional<Set<String>> list(String location) {
    if (HttpFiles.isAddress(location)) {
      return Optional.empty();
    }
    Optional<String> path = local(location);
    return path.isPresent()
        ? new LocalOpener().list(path.get())
        : new HadoopOpener(hadoop.get()).list(location);
  }

  private static Optional<String> local(String location) {
    String path = FILE.matcher(location).replaceFirst("");
    return path.equals(location) ? Optional.empty() : Optional.of(path);
  }
}
