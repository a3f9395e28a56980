package io.thawline.report;

import java.util.List;

/**
 * What a network drew.
 *
 * @param name of the job
 * @param summary by which network, in a line
 * @param side of every glyph, in pixels
 * @param all how many were drawn
 * @param shown some of them, or all
 */
public record Drawings(String name, String summary, int side, long all, List<Drawn> shown) {
  public Drawings {
    shown = List.copyOf(shown);
  }

  /**
   * One glyph.
   *
   * @param name a character, or a name where nobody says which it is
   * @param source a PNG file
   * @param drawn likewise
   */
  @SuppressWarnings("ArrayRecordComponent") // carried, never compared
  public record Drawn(String name, byte[] source, byte[] drawn) {}
}
