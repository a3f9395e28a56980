/**
 * What a checkpoint holds, in words and in numbers: tables, the tree of modules, statistics,
 * differences. Start at {@link Inspection}. Imports Jackson, {@code tensor} and {@code checkpoint};
 * prints nothing.
 */
@NullMarked
package io.thawline.inspect;

import org.jspecify.annotations.NullMarked;
