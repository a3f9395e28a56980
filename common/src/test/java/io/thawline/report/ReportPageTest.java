package io.thawline.report;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;

class ReportPageTest {
  private static final Pattern REFERENCE =
      Pattern.compile("(?:src|href|action|data)\\s*=\\s*\"([^\"]*)\"|url\\(([^)]*)\\)|@import");
  private static final Pattern IMAGE = Pattern.compile("data:image/png;base64,([^\"]+)");

  @Test
  void theSameReportGivesTheSameBytesInEveryLocale() throws IOException {
    RunReport report = SampleReport.of("quickstart", "gamma");
    byte[] page = ReportPage.write(report);
    Locale usual = Locale.getDefault();
    try {
      Locale.setDefault(Locale.forLanguageTag("ar-EG"));
      assertThat(ReportPage.write(report)).isEqualTo(page);
    } finally {
      Locale.setDefault(usual);
    }
  }

  @Test
  void thePageRefersToNothingOutsideOfItself() throws IOException {
    String page = page("quickstart", "gamma");
    Matcher reference = REFERENCE.matcher(page.substring(0, page.indexOf("<script>")));
    List<String> targets = new ArrayList<>();
    while (reference.find()) {
      targets.add(String.valueOf(reference.group(1)));
    }
    assertThat(targets).isNotEmpty().allMatch(t -> t.startsWith("#") || t.startsWith("data:"));
    assertThat(page).doesNotContain("sourceMappingURL").contains("default-src 'none'");
  }

  @Test
  void chartJsIsInside() throws IOException {
    assertThat(page("quickstart", "gamma")).contains("Chart.js v4.4.3");
  }

  @Test
  void hostileNamesStayText() throws IOException {
    String hostile =
        "</script><script>alert('x')</script>\"><img src=x onerror=alert(1)>{{style}}$1";
    String page = page(hostile, hostile);
    assertThat(page)
        .doesNotContain("<script>alert")
        .doesNotContain("<img src=x")
        .contains("&lt;/script&gt;&lt;script&gt;alert(&#39;x&#39;)")
        .contains("onerror=alert(1)&gt;{{style}}$1</h1>");
    assertThat(page.split("</script>", -1)).hasSize(3);
  }

  @Test
  void everyRoundIsARowAndTheBestIsMarked() throws IOException {
    String page = page("quickstart", "gamma");
    for (int round = 1; round <= 12; round++) {
      assertThat(page).contains("data-round=\"" + round + "\"");
    }
    assertThat(page)
        .contains("<tr class=\"own\" data-round=\"9\"")
        .contains("data-validation=\"0.11302\"")
        .contains("the best is 0.1130 in round 9");
  }

  @Test
  void whatTheBestRoundIsTheBestByIsNamed() throws IOException {
    RunReport sample = SampleReport.of("quickstart", "gamma");
    Scores loss = sample.scores();
    Scores similarity =
        new Scores(
            loss.metric(),
            loss.bestRound(),
            loss.best(),
            Optional.of(new Monitored("ssim", 0.71234)),
            loss.baselines());
    RunReport judged =
        new RunReport(
            sample.name(),
            sample.summary(),
            similarity,
            sample.rounds(),
            sample.phases(),
            sample.sections(),
            sample.load(),
            sample.facts(),
            sample.data(),
            sample.dropped());
    assertThat(new String(ReportPage.write(judged), StandardCharsets.UTF_8))
        .contains("Validation loss of the best round</h2>")
        .contains("Round 9 of 12, the best by ssim (0.7123). Mean L1")
        .contains("the best round by ssim has 0.1130 in round 9")
        .doesNotContain("Best validation loss", "the best is");
    assertThat(page("quickstart", "gamma")).contains("Best validation loss</h2>");
  }

  @Test
  void theScoreStandsBesideItsBaselines() throws IOException {
    assertThat(page("quickstart", "gamma"))
        .contains("<p class=\"score\">0.1130</p>", "7.4\u2009% below untrained transfer")
        .containsSubsequence("Untrained transfer", "0.1220", "\u22127.4\u2009%")
        .containsSubsequence("Source copy", "0.1646", "\u221231.3\u2009%")
        .containsSubsequence("Blank page", "width: 100.0%", "0.1664", "\u221232.1\u2009%");
  }

  @Test
  void everyStatusIsCountedAndNewTensorsAreNamed() throws IOException {
    String page = page("quickstart", "down.3.query_conv.weight [2, 64, 1, 1]");
    for (String title : List.of("Loaded", "Cast", "New")) {
      assertThat(page).contains("<span class=\"title\">" + title + "</span>");
    }
    assertThat(page)
        .contains("<details open>\n    <summary>New <span class=\"muted\">2</span>")
        .contains("<li>down.3.query_conv.weight [2, 64, 1, 1]</li>");
  }

  @Test
  void droppedSamplesAreNamedWithTheReason() throws IOException {
    assertThat(page("quickstart", "gamma"))
        .containsSubsequence("𠀀", "U+20000", "ARPLUMing-CN.subset.ttf has no glyph");
  }

  @Test
  void everyGlyphIsInThePageUnchanged() throws IOException {
    RunReport report = SampleReport.of("quickstart", "gamma");
    Matcher image = IMAGE.matcher(new String(ReportPage.write(report), UTF_8));
    GlyphSheet sheet = (GlyphSheet) report.sections().get(0);
    for (GlyphGroup group : sheet.groups()) {
      for (GlyphRow row : group.rows()) {
        for (byte[] glyph : List.of(row.source(), row.target(), row.before(), row.after())) {
          assertThat(image.find()).isTrue();
          assertThat(pixels(Base64.getDecoder().decode(image.group(1)))).isEqualTo(glyph);
        }
      }
    }
    assertThat(image.find()).isFalse();
  }

  @Test
  void aGlyphOfAnotherSizeIsRefused() {
    byte[] right = new byte[4];
    GlyphRow row = new GlyphRow("一", right, right, new byte[3], right, 0, 0);
    assertThatThrownBy(() -> new GlyphSheet(2, List.of(new GlyphGroup("", "", List.of(row)))))
        .hasMessage("a glyph of 一 has 3 pixels, not 2 x 2");
  }

  private static byte[] pixels(byte[] png) throws IOException {
    BufferedImage image = ImageIO.read(new ByteArrayInputStream(png));
    int[] samples =
        image.getRaster().getSamples(0, 0, image.getWidth(), image.getHeight(), 0, (int[]) null);
    byte[] pixels = new byte[samples.length];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (byte) samples[i];
    }
    return pixels;
  }

  private static String page(String name, String tensor) throws IOException {
    return new String(ReportPage.write(SampleReport.of(name, tensor)), UTF_8);
  }
}
