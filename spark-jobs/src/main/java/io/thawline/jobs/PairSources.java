package io.thawline.jobs;

import io.thawline.cluster.FontFile;
import io.thawline.cluster.PairRendering.Drawing;
import io.thawline.errors.ConfigurationException;
import io.thawline.glyph.CharacterSet;
import io.thawline.io.Sha256;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * All that decides what the glyph pairs of a run look like.
 *
 * @param source the font whose glyphs the network reads
 * @param target the font whose glyphs it learns to draw
 * @param training the characters that are trained on
 * @param validation the characters that are validated on, none of which is trained on
 * @param drawing how glyphs are drawn
 */
record PairSources(
    FontFile source,
    FontFile target,
    CharacterSet training,
    CharacterSet validation,
    Drawing drawing) {
  /** Counts up whenever glyphs are drawn differently. */
  private static final String CONVENTION = "1";

  private static final int FINGERPRINT_DIGITS = 16;

  PairSources {
    List<Integer> shared =
        training.codePoints().stream().filter(validation.codePoints()::contains).toList();
    if (!shared.isEmpty()) {
      throw new ConfigurationException(
          "data.train and data.validation share %d characters of %s, such as %s: select fewer, so that scores are of unseen characters."
              .formatted(shared.size(), training.location(), Character.toString(shared.get(0))));
    }
  }

  /**
   * Opens the files that the options name.
   *
   * @param side of a glyph in pixels
   */
  static PairSources open(RunContext context, FontData data, int side) {
    CharacterSet all = CharacterSet.read(data.characters(), context.bytes(data.characters()));
    return new PairSources(
        new FontFile(data.sourceFont(), context.bytes(data.sourceFont())),
        new FontFile(data.targetFont(), context.bytes(data.targetFont())),
        all.select(data.train()),
        all.select(data.validation()),
        new Drawing(side, data.style()));
  }

  /** Tells the pairs of these characters from others, whatever their size. */
  String content(CharacterSet characters) {
    return digest(
        Sha256.hex(source.bytes()), Sha256.hex(target.bytes()), characters.codePoints().toString());
  }

  /** Tells prepared data apart: equal fingerprints mean equal glyph pairs. */
  String fingerprint() {
    return digest(
        CONVENTION,
        Sha256.hex(source.bytes()),
        Sha256.hex(target.bytes()),
        training.codePoints().toString(),
        validation.codePoints().toString(),
        drawing.toString());
  }

  private static String digest(String... parts) {
    String text = String.join("\n", parts);
    return Sha256.hex(text.getBytes(StandardCharsets.UTF_8)).substring(0, FINGERPRINT_DIGITS);
  }
}
