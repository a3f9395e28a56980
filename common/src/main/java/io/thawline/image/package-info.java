/**
 * Image files to pixels of one size, as samples with a label. Start at {@link
 * io.thawline.image.ImageDecoder}. Imports {@code sample} and the JDK's readers of images.
 */
@NullMarked
package io.thawline.image;

import org.jspecify.annotations.NullMarked;
