package io.thawline.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The same characters as each way to train draws them. Glyphs are 8-bit grey, row-major, side x
 * side, white 255.
 *
 * @param side of every glyph, in pixels
 * @param arms names of the ways to train
 * @param rows a character each
 */
public record DrawnByArms(int side, List<String> arms, List<Row> rows) {
  /**
   * One character.
   *
   * @param drawn by the best round of each arm, in their order
   */
  @SuppressWarnings("ArrayRecordComponent") // carried, never compared
  public record Row(String character, byte[] source, byte[] target, List<byte[]> drawn) {
    public Row {
      drawn = List.copyOf(drawn);
    }
  }

  public DrawnByArms {
    arms = List.copyOf(arms);
    rows = List.copyOf(rows);
  }

  /**
   * The characters that all of several runs show, in the order of the first of them.
   *
   * @param arms names of the ways to train
   * @param sheets of a run of each, all of one size
   */
  public static DrawnByArms of(List<String> arms, List<GlyphSheet> sheets) {
    List<Map<String, GlyphRow>> shown = sheets.stream().map(DrawnByArms::byCharacter).toList();
    List<Row> rows = new ArrayList<>();
    for (GlyphGroup group : sheets.get(0).groups()) {
      for (GlyphRow row : group.rows()) {
        if (shown.stream().allMatch(own -> own.containsKey(row.character()))) {
          rows.add(new Row(row.character(), row.source(), row.target(), drawn(row, shown)));
        }
      }
    }
    return new DrawnByArms(sheets.get(0).side(), arms, rows);
  }

  private static List<byte[]> drawn(GlyphRow row, List<Map<String, GlyphRow>> shown) {
    return shown.stream()
        .map(own -> Objects.requireNonNull(own.get(row.character())).after())
        .toList();
  }

  private static Map<String, GlyphRow> byCharacter(GlyphSheet sheet) {
    return sheet.groups().stream()
        .flatMap(group -> group.rows().stream())
        .collect(Collectors.toMap(GlyphRow::character, Function.identity(), (one, same) -> one));
  }
}
