/**
 * Texts as networks read them: tokenizers of Hugging Face's formats, files of tagged sentences,
 * entities in tags. Start at {@link io.thawline.text.TextEncoder}. Imports the JDK, {@code sample},
 * Jackson and DJL's tokenizers.
 */
@NullMarked
package io.thawline.text;

import org.jspecify.annotations.NullMarked;
