/**
 * What is learned: batches, loss and metrics of a task. Start at {@link io.thawline.task.Task}.
 * Imports {@code network}, {@code nn}, {@code sample}, {@code glyph}, {@code image} and DJL's
 * arrays; knows no shards and no rounds.
 */
@NullMarked
package io.thawline.task;

import org.jspecify.annotations.NullMarked;
