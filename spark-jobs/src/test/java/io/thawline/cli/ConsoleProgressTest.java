package io.thawline.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.thawline.jobs.RoundSummary;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class ConsoleProgressTest {
  private static final RoundSummary LAST =
      new RoundSummary(12, 12, 12, 1, 0.1234, 0.1111, true, OptionalDouble.empty(), 3.2, 61.5, 0);

  private static final Pattern SECOND_RUN =
      Pattern.compile("round 1/9 {2}phase 0 {2}running [1-9]");

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  private String progress(boolean live) {
    Console console =
        new Console(
            new PrintStream(out, true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8),
            live);
    try (ConsoleProgress progress = new ConsoleProgress(console, () -> {})) {
      progress.roundBegins(12, 12, 1);
      progress.roundFinished(LAST);
      progress.finished(List.of("done"));
    }
    return err.toString(StandardCharsets.UTF_8);
  }

  @Test
  void liveLineIsReplacedByTheFinalOne() {
    assertThat(progress(true))
        .isEqualTo(
            "\r\u001b[Kround 12/12  phase 1  running 0 s\r\u001b[K"
                + "round 12/12  phase 1  train 0.1234  val 0.1111 best  3.2 samples/s  61.5 s\n");
    assertThat(out.toString(StandardCharsets.UTF_8)).isEqualTo("done\n");
  }

  @Test
  @Timeout(60)
  void everyRunOfACommandHasALiveLineThatCounts() throws InterruptedException {
    Console console =
        new Console(
            new PrintStream(out, true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8),
            true);
    List<String> begun = new ArrayList<>();
    try (ConsoleProgress progress = new ConsoleProgress(console, () -> begun.add("once"))) {
      progress.roundBegins(12, 12, 1);
      progress.roundFinished(LAST);
      progress.finished(List.of("first"));
      progress.roundBegins(1, 9, 0);
      while (!SECOND_RUN.matcher(err.toString(StandardCharsets.UTF_8)).find()) {
        TimeUnit.MILLISECONDS.sleep(20);
      }
    }
    assertThat(err.toString(StandardCharsets.UTF_8))
        .contains("round 1/9  phase 0  running 0 s\r")
        .doesNotContain("3.2 samples/s, ");
    assertThat(begun).containsExactly("once");
  }

  @Test
  void withoutATerminalThereIsNoCarriageReturn() {
    assertThat(progress(false)).doesNotContain("\r").hasLineCount(1);
  }

  @Test
  void linesFitATerminal() {
    RoundSummary longest =
        new RoundSummary(
            1000,
            1200,
            1000,
            2,
            10.1234,
            10.1111,
            true,
            OptionalDouble.empty(),
            41234,
            3661.5,
            9000);
    assertThat(RoundLines.finished(longest).length()).isLessThan(120);
    assertThat(RoundLines.running(1000, 1200, 2, 9000, Optional.of(longest))).hasSizeLessThan(80);
  }

  @Test
  void durationsAreReadAtAGlance() {
    assertThat(List.of(0L, 59L, 60L, 185L, 7800L).stream().map(RoundLines::duration))
        .containsExactly("0 s", "59 s", "1 min 0 s", "3 min 5 s", "2 h 10 min");
  }

  @Test
  void continuousIntegrationAndDumbTerminalsAreNotLive() {
    assertThat(Console.isLive(Map.of("TERM", "xterm"), true)).isTrue();
    assertThat(Console.isLive(Map.of("TERM", "xterm"), false)).isFalse();
    assertThat(Console.isLive(Map.of("TERM", "xterm", "CI", "true"), true)).isFalse();
    assertThat(Console.isLive(Map.of("TERM", "dumb"), true)).isFalse();
    assertThat(Console.isLive(Map.of(), true)).isFalse();
  }
}
