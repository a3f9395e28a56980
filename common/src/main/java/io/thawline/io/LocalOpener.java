package io.thawline.io;

import io.thawline.errors.InputRefusedException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Reaches files of this machine by their paths. */
public final class LocalOpener implements Opener {
  @Override
  public Source open(String location) {
    return LocalSource.open(Path.of(location));
  }

  @Override
  public Optional<Set<String>> list(String location) {
    Path directory = Path.of(location);
    if (!Files.isDirectory(directory)) {
      return Optional.empty();
    }
    try (Stream<Path> files = Files.list(directory)) {
      return Optional.of(
          files.map(file -> String.valueOf(file.getFileName())).collect(Collectors.toSet()));
    } catch (IOException e) {
      throw new InputRefusedException(
          "Cannot read %s: the directory cannot be listed. Make it readable for this user."
              .formatted(location),
          e);
    }
  }
}
