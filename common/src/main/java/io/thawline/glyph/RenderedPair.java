package io.thawline.glyph;

import java.io.Serializable;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A pair of glyphs, or a character that was dropped and why. A class for the same reason as {@link
 * GlyphPair}.
 */
public final class RenderedPair implements Serializable {
  private static final long serialVersionUID = 1L;

  private final String id;
  private final String character;
  private final @Nullable GlyphPair pair;
  private final String reason;

  private RenderedPair(String id, String character, @Nullable GlyphPair pair, String reason) {
    this.id = id;
    this.character = character;
    this.pair = pair;
    this.reason = reason;
  }

  static RenderedPair of(GlyphPair pair) {
    return new RenderedPair(pair.id(), pair.character(), pair, "");
  }

  static RenderedPair dropped(String id, String character, String reason) {
    return new RenderedPair(id, character, null, reason);
  }

  /** The id that the pair has or would have. */
  public String id() {
    return id;
  }

  /** The character, one code point. */
  public String character() {
    return character;
  }

  /** The pair; absent when the character was dropped. */
  public Optional<GlyphPair> pair() {
    return Optional.ofNullable(pair);
  }

  /** Why the character was dropped, naming the font; empty when there is a pair. */
  public String reason() {
    return reason;
  }
}
