package io.thawline.inspect;

import java.util.ArrayList;
import java.util.List;

/** Columns of text, each as wide as its widest cell; two blanks between them. */
public final class TextTable {
  private final List<List<String>> rows = new ArrayList<>();
  private final int leftAligned;

  /**
   * A table with these headings.
   *
   * @param leftAligned how many of the first columns hold words; the others hold numbers
   */
  public TextTable(int leftAligned, List<String> headings) {
    this.leftAligned = leftAligned;
    rows.add(headings);
  }

  /** Adds a row of as many cells as there are headings. */
  public void add(List<String> cells) {
    rows.add(cells.stream().map(TextTable::printable).toList());
  }

  /** Names come from a file: what would steer a terminal is not printed. */
  static String printable(String text) {
    return text.replaceAll("\\p{Cntrl}", "?");
  }

  /** The table, line by line. */
  public List<String> lines() {
    int[] widths = new int[rows.get(0).size()];
    for (List<String> row : rows) {
      for (int column = 0; column < widths.length; column++) {
        widths[column] = Math.max(widths[column], row.get(column).length());
      }
    }
    return rows.stream().map(row -> line(row, widths)).toList();
  }

  private String line(List<String> row, int[] widths) {
    StringBuilder line = new StringBuilder();
    for (int column = 0; column < widths.length; column++) {
      String gap = " ".repeat(widths[column] - row.get(column).length());
      line.append(column == 0 ? "" : "  ");
      line.append(column < leftAligned ? row.get(column) + gap : gap + row.get(column));
    }
    return line.toString().stripTrailing();
  }
}
