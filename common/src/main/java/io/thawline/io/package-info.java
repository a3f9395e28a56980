/**
 * Bytes at positions, wherever they lie. Start at {@link Source}; {@link LocalSource} reads files
 * of this machine. Imports the JDK and {@code errors}: knows no format and no Hadoop.
 */
@NullMarked
package io.thawline.io;

import org.jspecify.annotations.NullMarked;
