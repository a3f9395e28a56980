/**
 * Bytes at positions, wherever they lie. Start at {@link Source} and {@link Opener}; {@link
 * LocalSource} reads files of this machine, {@link HttpFiles} those of the web. Imports the JDK and
 * {@code errors}: knows no format and no Hadoop.
 */
@NullMarked
package io.thawline.io;

import org.jspecify.annotations.NullMarked;
