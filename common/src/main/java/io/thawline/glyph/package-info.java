/**
 * Fonts, character sets and glyph rendering. Imports the JDK and FontBox; no text of AWT, which
 * needs libraries that a bare JDK has not.
 */
@NullMarked
package io.thawline.glyph;

import org.jspecify.annotations.NullMarked;
