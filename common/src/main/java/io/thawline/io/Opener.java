package io.thawline.io;

import java.util.Optional;
import java.util.Set;

/** A way to reach files by their locations. */
public interface Opener {
  /**
   * Opens a file.
   *
   * @throws io.thawline.errors.InputRefusedException when there is none or it cannot be read
   */
  Source open(String location);

  /**
   * The names of what lies in a directory, or empty when the location is none.
   *
   * @throws io.thawline.errors.InputRefusedException when that cannot be told
   */
  Optional<Set<String>> list(String location);
}
