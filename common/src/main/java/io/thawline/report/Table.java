package io.thawline.report;

import java.util.List;

/**
 * Rows under headings.
 *
 * @param title a word for the navigation
 * @param lead what the rows are, in a sentence
 * @param headings of the columns
 * @param rows as wide as the headings
 */
public record Table(String title, String lead, List<String> headings, List<List<Cell>> rows)
    implements Section {
  /** What stands in a row under a heading. */
  public sealed interface Cell {}

  /** Any text. */
  public record Text(String text) implements Cell {}

  /** A number as it shall be read, set to the right. */
  public record Figure(String text) implements Cell {}

  /**
   * A square image of 8 bits a channel.
   *
   * @param planes row-major, side x side for each channel; grey, or red, green and blue
   * @param alt what it shows
   */
  @SuppressWarnings("ArrayRecordComponent") // carried, never compared
  public record Picture(byte[] planes, int side, String alt) implements Cell {}

  public Table {
    headings = List.copyOf(headings);
    rows = rows.stream().map(List::copyOf).toList();
    int width = headings.size();
    if (rows.stream().anyMatch(row -> row.size() != width)) {
      throw new IllegalArgumentException("every row of a table needs %d cells".formatted(width));
    }
  }
}
