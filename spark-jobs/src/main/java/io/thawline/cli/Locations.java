package io.thawline.cli;

import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Pattern;

/** Tells paths of this machine from URIs of other file systems. */
final class Locations {
  private static final Pattern FILE = Pattern.compile("^file:(//(?=/))?");
  private static final Pattern ELSEWHERE = Pattern.compile("[A-Za-z][A-Za-z0-9+.-]*:.*");

  private Locations() {}

  /** The path on this machine, or empty when the location is elsewhere. */
  static Optional<Path> local(String location) {
    String path = FILE.matcher(location).replaceFirst("");
    return ELSEWHERE.matcher(path).matches() ? Optional.empty() : Optional.of(Path.of(path));
  }
}
