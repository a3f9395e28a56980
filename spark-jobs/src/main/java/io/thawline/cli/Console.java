package io.thawline.cli;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/**
 * The streams of the process, and whether someone watches.
 *
 * @param out for results
 * @param err for errors and progress
 * @param live whether a line on {@code err} may be rewritten
 */
record Console(PrintStream out, PrintStream err, boolean live) {

  /** UTF-8 whatever the locale: characters are named in messages. */
  static Console ofProcess() {
    return new Console(
        new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8),
        new PrintStream(new FileOutputStream(FileDescriptor.err), true, StandardCharsets.UTF_8),
        isLive(System.getenv(), isTerminal()));
  }

  static boolean isLive(Map<String, String> environment, boolean terminal) {
    return terminal
        && environment.getOrDefault("CI", "").isEmpty()
        && !environment.getOrDefault("TERM", "dumb").equals("dumb");
  }

  /** Java knows of standard input and output alone; Linux tells of the error stream. */
  private static boolean isTerminal() {
    try {
      String target = Files.readSymbolicLink(Path.of("/proc/self/fd/2")).toString();
      return target.startsWith("/dev/pts/") || target.startsWith("/dev/tty");
    } catch (IOException noSuchSystem) {
      return false;
    }
  }

  void error(String problem) {
    err.println("thawline: error: " + problem);
  }
}
