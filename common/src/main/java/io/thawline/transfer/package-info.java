/**
 * From a checkpoint to a network's first weights, with a report of every tensor. Start at {@link
 * Transfer}. Imports the JDK, {@code tensor}, {@code checkpoint}, {@code errors} and the annotation
 * {@code config.Key}.
 */
@NullMarked
package io.thawline.transfer;

import org.jspecify.annotations.NullMarked;
