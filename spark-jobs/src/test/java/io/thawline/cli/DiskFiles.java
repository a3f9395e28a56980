package io.thawline.cli;

import io.thawline.errors.RunFailedException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Files on a disk, written without the care that a run's files need. */
final class DiskFiles implements RunFiles {
  @Override
  public byte[] read(String location) {
    return ("dir: run\nrounds: " + location.length() + "\n").getBytes(StandardCharsets.UTF_8);
  }

  @Override
  public void write(String runDirectory, String name, byte[] contents) {
    try {
      Files.write(Files.createDirectories(Path.of(runDirectory)).resolve(name), contents);
    } catch (IOException unwritable) {
      throw new RunFailedException("cannot write " + name, unwritable);
    }
  }

  @Override
  public void writeBeside(String runDirectory, String name, byte[] contents) {
    write(runDirectory, name, contents);
  }

  @Override
  public void leave() {}

  @Override
  public Optional<byte[]> readIfPresent(String runDirectory, String name) {
    try {
      Path file = Path.of(runDirectory).resolve(name);
      return Files.exists(file) ? Optional.of(Files.readAllBytes(file)) : Optional.empty();
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  @Override
  public Optional<String> moveAside(String runDirectory) {
    try {
      return Optional.of(
          Files.move(Path.of(runDirectory), Path.of(runDirectory + ".old")).toString());
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
  }
}
