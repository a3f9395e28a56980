package io.thawline.host;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The memory that this process takes, as the kernel counts it. */
public final class ResidentMemory {
  private static final Path STATUS = Path.of("/proc/self/status");

  private ResidentMemory() {}

  /** Bytes beside Java's heap; 0 where it cannot be told. */
  public static long besideHeap() {
    try {
      long resident =
          Files.readAllLines(STATUS).stream()
              .filter(line -> line.startsWith("VmRSS:"))
              .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) << 10)
              .sum();
      return Math.max(0, resident - Runtime.getRuntime().totalMemory());
    } catch (IOException noSuchSystem) {
      return 0;
    }
  }
}
