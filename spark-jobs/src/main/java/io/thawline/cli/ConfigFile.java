package io.thawline.cli;

import io.thawline.config.ConfigSource;
import io.thawline.errors.ConfigurationException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Reads the file that {@code --config} names, from this machine or from where its URI says. */
final class ConfigFile {
  private ConfigFile() {}

  /**
   * Reads it. A cluster lays a file of the launcher's machine into the driver's working directory;
   * its relative paths still start from where the file lay.
   *
   * @param from absolute; what a relative name starts from
   */
  static ConfigSource read(String name, Path from, RunFiles files) {
    Optional<Path> local = toSend(name, from);
    if (local.isEmpty()) {
      String directory = name.substring(0, Math.max(name.lastIndexOf('/'), 0));
      return new ConfigSource(name, text(name, files.read(name)), directory);
    }
    Path file = local.get();
    Path directory = file.resolveSibling("");
    Path here = Path.of("").toAbsolutePath();
    Path laid = here.resolve(directory.relativize(file));
    boolean shipped = !here.equals(from) && Files.isRegularFile(laid);
    byte[] contents = bytes(name, shipped ? laid : file);
    return new ConfigSource(name, text(name, contents), directory.toString());
  }

  /** The file that has to travel to a driver elsewhere; empty where a URI names it anywhere. */
  static Optional<Path> toSend(String name, Path from) {
    return Locations.local(name).map(path -> from.resolve(path).normalize());
  }

  private static byte[] bytes(String name, Path file) {
    if (!Files.isRegularFile(file)) {
      throw new ConfigurationException(
          "%s is no file: name a YAML file with --config, such as conf/quickstart.yaml"
              .formatted(name));
    }
    try {
      return Files.readAllBytes(file);
    } catch (IOException unreadable) {
      throw new ConfigurationException(
          "%s cannot be read (%s): check its permissions".formatted(name, unreadable.getMessage()),
          unreadable);
    }
  }

  private static String text(String name, byte[] bytes) {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException wrong) {
      throw new ConfigurationException(name + " is not UTF-8 text: save it as UTF-8", wrong);
    }
  }
}
