package io.thawline.cli;

import io.thawline.io.Opener;
import io.thawline.io.Source;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Remembers which files of this machine were opened. */
final class OpenedFiles implements Opener {
  private final Opener files;
  private final List<Path> local = new ArrayList<>();

  OpenedFiles(Opener files) {
    this.files = files;
  }

  @Override
  public Source open(String location) {
    Locations.local(location).ifPresent(local::add);
    return files.open(location);
  }

  @Override
  public Optional<Set<String>> list(String location) {
    return files.list(location);
  }

  /** Whether that very file, by whatever name, was opened. */
  boolean holds(Path file) {
    try {
      for (Path opened : local) {
        if (Files.exists(file) && Files.isSameFile(file, opened)) {
          return true;
        }
      }
      return false;
    } catch (IOException e) {
      throw new UncheckedIOException("comparing files with " + file, e);
    }
  }
}
