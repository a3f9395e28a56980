/**
 * Fonts, character sets and glyph rendering. Start at {@link io.thawline.glyph.PairRenderer}.
 * Imports the JDK, FontBox and the errors; no text of AWT, which needs libraries that a bare JDK
 * has not.
 */
@NullMarked
package io.thawline.glyph;

import org.jspecify.annotations.NullMarked;
