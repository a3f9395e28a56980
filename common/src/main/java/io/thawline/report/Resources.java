package io.thawline.report;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** Texts from the class path. */
final class Resources {
  private static final String CHART =
      "/META-INF/resources/webjars/chart.js/4.4.3/dist/chart.umd.js";

  private Resources() {}

  /** A file of this package. */
  static String own(String name) {
    return read(name);
  }

  /** Chart.js without the pointer to its source map, which a browser's tools would ask for. */
  static String chart() {
    return read(CHART).replaceAll("(?m)^//# sourceMappingURL=.*$", "").strip();
  }

  private static String read(String name) {
    try (InputStream resource = Resources.class.getResourceAsStream(name)) {
      if (resource == null) {
        throw new IllegalStateException("the class path lacks " + name);
      }
      return new String(resource.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
