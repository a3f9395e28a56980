package io.thawline.checkpoint;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.thawline.io.LocalSource;
import java.io.IOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/** Files that PyTorch wrote, and files that somebody broke. */
final class Fixtures {
  private Fixtures() {}

  static Path path(String relative) {
    URL resource = Objects.requireNonNull(Fixtures.class.getResource("/fixtures/" + relative));
    try {
      return Path.of(resource.toURI());
    } catch (URISyntaxException e) {
      throw new IllegalArgumentException(relative, e);
    }
  }

  static List<Path> files(String directory) {
    try (Stream<Path> files = Files.list(path(directory))) {
      return files.filter(f -> !f.toString().endsWith(".json")).sorted().toList();
    } catch (IOException e) {
      throw new IllegalStateException(directory, e);
    }
  }

  static JsonNode json(String relative) {
    try {
      return new ObjectMapper().readTree(Files.readAllBytes(path(relative)));
    } catch (IOException e) {
      throw new IllegalStateException(relative, e);
    }
  }

  static Checkpoint read(Path file) {
    try (LocalSource source = LocalSource.open(file)) {
      return Checkpoints.read(source);
    }
  }
}
