package io.thawline.config;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Resolves the paths in a configuration, on a disk or on any file system that has URIs. */
final class Directories {
  private static final Pattern SCHEME = Pattern.compile("[A-Za-z][A-Za-z0-9+.-]*:.*");
  private static final Pattern ROOT =
      Pattern.compile("(?<root>(?:[A-Za-z][A-Za-z0-9+.-]*:(?://[^/]*)?)?/?)(?<rest>.*)");

  private Directories() {}

  /** An empty path stands for none and stays so; one with a scheme or a root stays as it is. */
  static String resolve(String directory, String path) {
    if (path.isEmpty() || path.startsWith("/") || SCHEME.matcher(path).matches()) {
      return path;
    }
    return normalize(directory + "/" + path);
  }

  private static String normalize(String location) {
    Matcher parts = ROOT.matcher(location);
    if (!parts.matches()) {
      return location;
    }
    Deque<String> names = new ArrayDeque<>();
    for (String name : parts.group("rest").split("/", -1)) {
      if (name.equals("..") && !names.isEmpty()) {
        names.removeLast();
      } else if (!name.isEmpty() && !name.equals(".") && !name.equals("..")) {
        names.addLast(name);
      }
    }
    return parts.group("root") + String.join("/", names);
  }
}
