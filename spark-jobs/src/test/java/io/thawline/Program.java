package io.thawline;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A program that a test starts as a user does. What it prints lies in files beside the test's. */
final class Program {
  /** Spark 4 asks for the vector module of every JVM, of which Java warns. */
  private static final String OF_THE_JVM = "WARNING: Using incubator modules";

  private final ProcessBuilder builder;
  private final Path out;
  private final Path err;

  /** What a start came to. */
  record Ended(int exitCode, List<String> out, List<String> err) {
    String errors() {
      return String.join("\n", err);
    }
  }

  /**
   * A program to be started in a directory.
   *
   * @param name of the files that take what it prints: NAME.out and NAME.err
   */
  Program(Path directory, String name, List<String> command) {
    out = directory.resolve(name + ".out");
    err = directory.resolve(name + ".err");
    builder =
        new ProcessBuilder(command)
            .directory(directory.toFile())
            .redirectOutput(out.toFile())
            .redirectError(err.toFile());
  }

  /** The launcher of this tree, without a Spark of its own. */
  static Program launcher(Path directory, String name, List<String> arguments) {
    List<String> command = new ArrayList<>();
    command.add(SparkHome.ROOT.resolve("submit/thawline").toString());
    command.addAll(arguments);
    Program launcher = new Program(directory, name, command);
    launcher.environment().remove("SPARK_HOME");
    return launcher;
  }

  /** Of the process to be; this one's, until changed. */
  Map<String, String> environment() {
    return builder.environment();
  }

  Process start() throws IOException {
    return builder.start();
  }

  /** What it has printed so far on standard error. */
  List<String> errors() throws IOException {
    return Files.readAllLines(err, UTF_8);
  }

  /** Waits for a start to end; kills it, and what it started, when it takes longer than that. */
  Ended end(Process process, int minutes) throws IOException, InterruptedException {
    if (!process.waitFor(minutes, TimeUnit.MINUTES)) {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly().waitFor();
      throw new IllegalStateException(
          "did not end in %d minutes: %s".formatted(minutes, Files.readString(err, UTF_8)));
    }
    return new Ended(
        process.exitValue(),
        Files.readAllLines(out, UTF_8),
        Files.readAllLines(err, UTF_8).stream()
            .filter(line -> !line.startsWith(OF_THE_JVM))
            .toList());
  }

  Ended run(int minutes) throws IOException, InterruptedException {
    return end(start(), minutes);
  }
}
