package io.thawline.report;

import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/** Sheets of glyphs, each an image inside of the page. */
final class GlyphMarkup {
  /** About as large, in CSS pixels, as a wide window shows a glyph: at a whole multiple of it. */
  private static final int COMFORTABLE = 128;

  private GlyphMarkup() {}

  static Fragment section(GlyphSheet sheet) {
    return Fragment.named("sheet")
        .with("side", sheet.side())
        .with("zoom", zoom(sheet.side()))
        .with("groups", Html.each(sheet.groups(), group -> group(group, sheet.side())));
  }

  /** A glyph and what was drawn after it. */
  static Html tile(Drawings.Drawn drawn) {
    return Fragment.named("tile")
        .with("source", image(drawn.source(), drawn.name() + ", source"))
        .with("drawn", image(drawn.drawn(), drawn.name() + ", drawn"))
        .with(
            "name",
            Numbers.isCharacter(drawn.name())
                ? drawn.name() + " " + Numbers.codePoint(drawn.name())
                : drawn.name())
        .filled();
  }

  /** The same characters by several ways to train. */
  static Html section(DrawnByArms drawn) {
    return Fragment.named("drawn")
        .with("side", drawn.side())
        .with("zoom", zoom(drawn.side()))
        .with("arms", Html.each(drawn.arms(), GlyphMarkup::heading))
        .with("rows", Html.each(drawn.rows(), row -> row(row, drawn)))
        .filled();
  }

  private static Html heading(String arm) {
    return Fragment.named("arm-heading").with("arm", arm).filled();
  }

  private static Html row(DrawnByArms.Row row, DrawnByArms drawn) {
    List<Html> cells = new ArrayList<>();
    for (int i = 0; i < row.drawn().size(); i++) {
      Html image =
          image(row.drawn().get(i), drawn.side(), row.character() + ", " + drawn.arms().get(i));
      cells.add(Fragment.named("glyph-cell").with("image", image).filled());
    }
    return Fragment.named("drawn-row")
        .with("character", Numbers.isCharacter(row.character()) ? row.character() : "")
        .with("code", Numbers.codePoint(row.character()))
        .with("source", image(row.source(), drawn.side(), row.character() + ", source"))
        .with("target", image(row.target(), drawn.side(), row.character() + ", target"))
        .with("drawn", Html.each(cells, cell -> cell))
        .filled();
  }

  static int zoom(int side) {
    return Math.max(1, COMFORTABLE / side);
  }

  private static Html group(GlyphGroup group, int side) {
    return Fragment.named("group")
        .with("title", group.title())
        .with("rule", group.rule())
        .with("rows", Html.each(group.rows(), row -> row(row, side)))
        .filled();
  }

  private static Html row(GlyphRow row, int side) {
    return Fragment.named("glyph")
        .with("character", Numbers.isCharacter(row.character()) ? row.character() : "")
        .with("code", Numbers.codePoint(row.character()))
        .with("source", image(row.source(), side, row.character() + ", source"))
        .with("target", image(row.target(), side, row.character() + ", target"))
        .with("before", image(row.before(), side, row.character() + ", before"))
        .with("after", image(row.after(), side, row.character() + ", after"))
        .with("lossBefore", Numbers.loss(row.lossBefore()))
        .with("lossAfter", Numbers.loss(row.lossAfter()))
        .with("better", row.lossAfter() < row.lossBefore() ? " better" : "")
        .filled();
  }

  private static Html image(byte[] pixels, int side, String alt) {
    return image(Png.write(pixels, side), alt);
  }

  private static Html image(byte[] file, String alt) {
    String png = Base64.getEncoder().encodeToString(file);
    Html image = Fragment.named("image").with("png", png).with("alt", alt).filled();
    return new Html(image.markup().strip());
  }
}
