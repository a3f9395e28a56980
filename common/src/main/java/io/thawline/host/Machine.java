package io.thawline.host;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Java, the system, the processor and the C library under this process. */
public final class Machine {
  private static final Pattern GLIBC_RELEASE =
      Pattern.compile("GNU C Library[^\\n]{0,200}?release version (\\d+)\\.(\\d+)");

  /** What the engine's library was built against. */
  private static final int GLIBC_MINOR = 28;

  private Machine() {}

  /** Notes what there is; what the engine's library cannot run on is a problem. */
  public static void describe(HostReport report) {
    report.fact("java", System.getProperty("java.version"));
    report.fact("os", System.getProperty("os.name") + " " + System.getProperty("os.version"));
    report.fact("arch", System.getProperty("os.arch"));
    libraryOfC(report);
    report.fact("cores", Integer.toString(Runtime.getRuntime().availableProcessors()));
    OptionalLong limit = MemoryLimit.ofThisProcess();
    report.fact("memory limit", limit.isPresent() ? megabytes(limit.getAsLong()) : "none");
  }

  private static void libraryOfC(HostReport report) {
    String version = glibc(Path.of("/proc/self/maps"));
    report.fact("glibc", version);
    if (version.equals("musl")) {
      report.problem("musl instead of glibc", "use an image with glibc 2.28 or newer");
    }
    Matcher parts = Pattern.compile("(\\d+)\\.(\\d+)").matcher(version);
    if (parts.matches()
        && Integer.parseInt(parts.group(1)) == 2
        && Integer.parseInt(parts.group(2)) < GLIBC_MINOR) {
      report.problem(
          "glibc " + version + ", libtorch needs 2.28",
          "use a newer system or image, or a libtorch of the node's own (PYTORCH_LIBRARY_PATH)");
    }
  }

  /** Such as 2.36; {@code musl}; or {@code unknown}. */
  static String glibc(Path maps) {
    try {
      List<String> libraries =
          Files.readAllLines(maps).stream()
              .filter(line -> line.contains("/"))
              .map(line -> line.substring(line.indexOf('/')))
              .distinct()
              .toList();
      for (String library : libraries) {
        if (library.contains("/ld-musl-")) {
          return "musl";
        }
        if (library.matches(".*/libc(-[\\d.]+)?\\.so(\\.6)?")) {
          return release(Path.of(library));
        }
      }
    } catch (IOException noSuchSystem) {
      return "unknown";
    }
    return "unknown";
  }

  /** The library carries its release as text. */
  private static String release(Path library) throws IOException {
    String text = new String(Files.readAllBytes(library), StandardCharsets.ISO_8859_1);
    Matcher matcher = GLIBC_RELEASE.matcher(text);
    return matcher.find() ? matcher.group(1) + "." + matcher.group(2) : "unknown";
  }

  /** In the unit in which Spark is configured. */
  public static String megabytes(long bytes) {
    return (bytes >> 20) + " MB";
  }
}
