/**
 * Checkpoint files: read, written, refused. Start at {@link Checkpoints}. A pickle is data here: no
 * name it holds is ever loaded, called or opened. Imports the JDK, Jackson, {@code tensor}, {@code
 * io} and {@code errors}.
 */
@NullMarked
package io.thawline.checkpoint;

import org.jspecify.annotations.NullMarked;
