package io.thawline.host;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.concurrent.TimeUnit;

/** Whether files can be made in a directory, and run: a native library needs both. */
public final class ScratchDirectory {
  private static final long PATIENCE_SECONDS = 10;

  private static final String ANOTHER =
      "name another directory, with spark.local.dir (standalone: SPARK_LOCAL_DIRS on the worker) or DJL_CACHE_DIR in the executor's environment";

  private ScratchDirectory() {}

  /**
   * Notes the directory; one that the native library cannot be loaded from is a problem.
   *
   * @param needed bytes that will be written there
   */
  public static void describe(Path directory, long needed, HostReport report) {
    report.fact("scratch", directory.toString());
    try {
      Files.createDirectories(directory);
      Path script = Files.createTempFile(directory, "thawline-", ".sh");
      try {
        run(script, directory, report);
      } finally {
        Files.delete(script);
      }
      if (Files.getFileStore(directory).getUsableSpace() < needed) {
        report.problem(
            "%s has less than %s free".formatted(directory, Machine.megabytes(needed)),
            "free space, or " + ANOTHER);
      }
    } catch (IOException unwritable) {
      report.problem(
          "cannot write to %s (%s)".formatted(directory, unwritable.getMessage()),
          "make it writable, or " + ANOTHER);
    }
  }

  private static void run(Path script, Path directory, HostReport report) throws IOException {
    Files.writeString(script, "#!/bin/sh\nexit 0\n");
    Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwx------"));
    try {
      Process process = new ProcessBuilder(script.toString()).start();
      if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (IOException notExecutable) {
      report.problem(
          "nothing in %s may be executed".formatted(directory),
          "mount it without noexec, or " + ANOTHER);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
