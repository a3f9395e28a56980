package io.thawline.jobs;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The Python of the environment's THAWLINE_PYTHON, else {@code python3}. */
final class Python {
  private static final String PYTHON =
      Optional.ofNullable(System.getenv("THAWLINE_PYTHON")).orElse("python3");

  private Python() {}

  /** Skips the test, and says so, where there is no Python with these libraries. */
  static void assumeHas(String... libraries) throws InterruptedException {
    assumeTrue(
        imports(String.join(", ", libraries)),
        "SKIPPED: %s has no %s; name one with THAWLINE_PYTHON"
            .formatted(PYTHON, String.join(" and ", libraries)));
  }

  private static boolean imports(String libraries) throws InterruptedException {
    try {
      return new ProcessBuilder(PYTHON, "-c", "import " + libraries)
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start()
              .waitFor()
          == 0;
    } catch (IOException noPython) {
      return false;
    }
  }

  /**
   * What a script prints.
   *
   * @param errors where it may leave what it has to say beside
   */
  static String run(Path errors, String script, String... arguments) throws Exception {
    List<String> command = new ArrayList<>(List.of(PYTHON, "-c", script));
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command).redirectError(errors.toFile());
    builder.environment().putAll(Map.of("HF_HUB_OFFLINE", "1", "PYTHONUTF8", "1"));
    Process process = builder.start();
    String answer = new String(process.getInputStream().readAllBytes(), UTF_8);
    assertThat(process.waitFor()).as(Files.readString(errors)).isZero();
    return answer;
  }
}
