package io.thawline.host;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.concurrent.TimeUnit;

/** Whether files can be made in a directory, and run: a native library needs both. */
public final class ScratchDirectory {
  private static final long PATIENCE_SECONDS = 10;
  private static final long NEEDED = 500L << 20;

  private ScratchDirectory() {}

  /** Notes the directory; one that the native library cannot be loaded from is a problem. */
  public static void describe(Path directory, HostReport report) {
    report.fact("scratch", directory.toString());
    try {
      Files.createDirectories(directory);
      Path script = Files.createTempFile(directory, "thawline-", ".sh");
      try {
        run(script, directory, report);
      } finally {
        Files.delete(script);
      }
      if (Files.getFileStore(directory).getUsableSpace() < NEEDED) {
        report.problem(directory + " has less than 500 MB free", "free space, " + remedy());
      }
    } catch (IOException unwritable) {
      report.problem(
          "cannot write to %s (%s)".formatted(directory, unwritable.getMessage()), remedy());
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
      report.problem("nothing in %s may be executed".formatted(directory), remedy());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static String remedy() {
    return "mount it without noexec, or name another directory, with spark.local.dir (standalone: SPARK_LOCAL_DIRS on the worker) or DJL_CACHE_DIR in the executor's environment";
  }
}
