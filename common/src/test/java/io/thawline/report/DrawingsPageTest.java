package io.thawline.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class DrawingsPageTest {
  private static String page(long all) {
    byte[] file = Png.write(new byte[4], 2);
    Drawings drawings =
        new Drawings(
            "<drawn>",
            "by runs/kai",
            2,
            all,
            List.of(
                new Drawings.Drawn("甲", file, file), new Drawings.Drawn("0_00012", file, file)));
    return new String(DrawingsPage.write(drawings), StandardCharsets.UTF_8);
  }

  @Test
  void everyGlyphIsShownBesideItsSourceUnderItsName() {
    assertThat(page(2))
        .contains("&lt;drawn&gt;", "All 2 glyphs.", "甲 U+7532", "alt=\"0_00012, drawn\"")
        .doesNotContain("{{", "U+0030");
    assertThat(page(2).split("data:image/png;base64,", -1)).hasSize(5);
  }

  @Test
  void pageSaysThatItShowsSomeOfMany() {
    assertThat(page(5000)).contains("2 of 5\u2009000 glyphs");
  }
}
