package io.thawline.jobs;

import io.thawline.glyph.GlyphPair;
import io.thawline.report.Fact;
import java.util.List;
import java.util.Map;

/** The glyph pairs of a run, and what there is to say of them. */
interface GlyphPairs {
  /**
   * The pairs, prepared where they are not there yet.
   *
   * @throws io.thawline.errors.UserException when there are none that the network can learn from
   */
  PreparedData<GlyphPair> prepare();

  /** The rows of the style embedding that they train, ascending; known once they are prepared. */
  List<Integer> styles();

  /** How glyphs lie in their images, for those who make more of them. */
  Map<String, Object> convention();

  /** What is drawn after what, a phrase for a title. */
  String title();

  /** For the page of the run. */
  List<Fact> facts();
}
