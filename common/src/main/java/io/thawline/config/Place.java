package io.thawline.config;

import java.util.Comparator;

/**
 * Where a key or value was written.
 *
 * @param source the file's name as the user gave it, or the override itself
 * @param directory what a relative path written here starts from
 * @param override 0 for a file, else the number of the override on the command line
 * @param line from 1; 0 stands for the source as a whole
 * @param column from 1
 */
record Place(String source, String directory, int override, int line, int column)
    implements Comparable<Place> {
  private static final Comparator<Place> IN_READING_ORDER =
      Comparator.comparingInt(Place::override)
          .thenComparingInt(Place::line)
          .thenComparingInt(Place::column);

  static Place ofFile(ConfigSource file) {
    return new Place(file.name(), file.directory(), 0, 0, 0);
  }

  static Place ofOverride(String text, String workingDirectory, int number) {
    return new Place("--set " + Secrets.redactOverride(text), workingDirectory, number, 0, 0);
  }

  /** The same source at a line; an override is short enough to be named as a whole. */
  Place at(int line, int column) {
    return override > 0 ? this : new Place(source, directory, override, line, column);
  }

  @Override
  public int compareTo(Place other) {
    return IN_READING_ORDER.compare(this, other);
  }

  @Override
  public String toString() {
    return line > 0 ? source + ":" + line : source;
  }
}
