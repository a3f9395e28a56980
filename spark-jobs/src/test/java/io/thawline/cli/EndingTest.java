package io.thawline.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Signals that come at the worst moments, to JVMs of their own. */
class EndingTest {
  /** Is signalled before or after it claims its end, and says what comes to be said. */
  static final class Command {
    private Command() {}

    public static void main(String[] arguments) throws Exception {
      try (Ending ending = Ending.watch(() -> System.out.println("signal"))) {
        if (arguments[0].equals("before")) {
          signalThisProcess();
        }
        ending.byItself();
        signalThisProcess();
        System.out.println("itself");
      } catch (StoppedException stopped) {
        System.out.println("stopped");
      }
    }

    /** Returns when the signal has been taken, as far as can be known. */
    private static void signalThisProcess() throws Exception {
      new ProcessBuilder("kill", "-TERM", Long.toString(ProcessHandle.current().pid()))
          .start()
          .waitFor();
      Thread.sleep(1000);
    }
  }

  private static List<String> told(String when) throws IOException {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                Command.class.getName(),
                when)
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    try (var output = process.inputReader(UTF_8)) {
      return output.lines().toList();
    } finally {
      process.destroyForcibly();
    }
  }

  @Test
  void signalWhileACommandEndsWaitsForItsLastWord() throws IOException {
    assertThat(told("after")).containsExactly("itself");
  }

  @Test
  void signalBeforeACommandEndsIsTheEnd() throws IOException {
    assertThat(told("before")).startsWith("signal").doesNotContain("itself");
  }
}
