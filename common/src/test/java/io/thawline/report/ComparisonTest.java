package io.thawline.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ComparisonTest {
  private static List<CurvePoint> run(double... losses) {
    return IntStream.range(0, losses.length)
        .mapToObj(i -> new CurvePoint(100L * i, losses[i], 2 * i))
        .toList();
  }

  private static final Comparison COMPARISON =
      new Comparison(
          "modes <of> transfer",
          "five runs",
          new Measure("Loss", Better.LOWER),
          List.of(
              new Arm("scratch", List.of(run(1, 0.9, 0.8, 0.1), run(1, 0.9, 0.6, 0.5))),
              new Arm("full", List.of(run(1, 0.5, 0.4), run(1, 0.7, 0.6), run(1, 0.95, 0.9)))),
          Optional.of(
              DrawnByArms.of(List.of("scratch", "full"), List.of(sheet("甲乙"), sheet("丙乙")))),
          List.of("other <data>"));

  private static GlyphSheet sheet(String characters) {
    List<GlyphRow> rows =
        characters
            .codePoints()
            .mapToObj(Character::toString)
            .map(c -> new GlyphRow(c, new byte[4], new byte[4], new byte[4], new byte[4], 0.2, 0.1))
            .toList();
    return new GlyphSheet(2, List.of(new GlyphGroup("Any", "any", rows)));
  }

  @Test
  void charactersThatAllArmsShowAreDrawnSideBySide() {
    String page = new String(ComparisonPage.write(COMPARISON), StandardCharsets.UTF_8);
    assertThat(page).contains("乙, scratch", "乙, full").doesNotContain("甲", "丙");
  }

  @Test
  void losesAreComparedWithinWhatEveryRunWasTrainedOn() {
    assertThat(COMPARISON.budget()).isEqualTo(200);
    Comparison.Result scratch = COMPARISON.results().get(0);
    Comparison.Result full = COMPARISON.results().get(1);
    assertThat(scratch.best()).isCloseTo(0.7, within(1e-12));
    assertThat(scratch.spread()).isCloseTo(Math.sqrt(0.02), within(1e-12));
    assertThat(scratch.change()).isZero();
    assertThat(full.best()).isCloseTo(1.9 / 3, within(1e-12));
    assertThat(full.change()).isCloseTo(1.9 / 3 / 0.7 - 1, within(1e-12));
    assertThat(full.seconds()).isCloseTo(4, within(1e-12));
  }

  @Test
  void targetIsWhatEveryRunReachesAndSamplesToItAreTheMedian() {
    assertThat(COMPARISON.target()).isEqualTo(0.9);
    assertThat(COMPARISON.results().get(0).samplesToTarget()).isEqualTo(OptionalLong.of(100));
    assertThat(COMPARISON.results().get(1).samplesToTarget()).isEqualTo(OptionalLong.of(100));
    assertThat(COMPARISON.arms().get(0).samplesTo(0.5, Better.LOWER))
        .isEqualTo(OptionalLong.of(300));
    assertThat(COMPARISON.arms().get(1).samplesTo(0.5, Better.LOWER)).isEmpty();
  }

  @Test
  void whereHigherIsBetterTheHighestIsTheBest() {
    Comparison comparison =
        new Comparison(
            "typefaces",
            "two runs",
            new Measure("Accuracy", Better.HIGHER),
            List.of(
                new Arm("scratch", List.of(run(0.2, 0.4, 0.3))),
                new Arm("full", List.of(run(0.2, 0.7, 0.6)))),
            Optional.empty(),
            List.of());
    assertThat(comparison.target()).isEqualTo(0.4);
    assertThat(comparison.results().get(1).best()).isEqualTo(0.7);
    assertThat(comparison.results().get(1).samplesToTarget()).isEqualTo(OptionalLong.of(100));
    assertThat(comparison.allRemarks()).isEmpty();
    String page = new String(ComparisonPage.write(comparison), StandardCharsets.UTF_8);
    assertThat(page)
        .contains("Accuracy; higher is better", "data-metric=\"Accuracy\"", "Accuracy over samples")
        .contains("<tr class=\"own\"><th scope=\"row\">full</th>")
        .doesNotContain("alidation loss");
  }

  @Test
  void pageSaysWhereRunsWereNotTrainedAlike() {
    String page = new String(ComparisonPage.write(COMPARISON), StandardCharsets.UTF_8);
    assertThat(page).contains("other &lt;data&gt;");
    Comparison uneven =
        new Comparison(
            "uneven",
            "two runs",
            COMPARISON.measure(),
            List.of(
                new Arm("short", List.of(run(1, 0.9))), new Arm("long", List.of(run(1, 0.8, 0.1)))),
            Optional.empty(),
            List.of());
    assertThat(uneven.results().get(1).best()).isEqualTo(0.8);
    assertThat(new String(ComparisonPage.write(uneven), StandardCharsets.UTF_8))
        .contains("as many samples (short 100; long 200): values count up to 100");
  }

  @Test
  void pageHoldsEveryCurveAndNoMarkupOfOthers() {
    String page = new String(ComparisonPage.write(COMPARISON), StandardCharsets.UTF_8);
    assertThat(page).contains("modes &lt;of&gt; transfer").doesNotContain("{{");
    assertThat(page.split("data-arm=\"full\"", -1)).hasSize(4);
    assertThat(page).contains("data-samples=\"300\" data-value=\"0.1\"");
  }
}
