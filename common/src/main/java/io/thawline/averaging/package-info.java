/**
 * Averages what the shards of a round trained: weights and moments by samples, BatchNorm statistics
 * exactly. Start at {@link io.thawline.averaging.FlatNetwork} and {@link
 * io.thawline.averaging.WeightedMean}. Imports {@code tensor}, {@code state}, {@code errors}; no
 * engine, no Spark.
 */
@NullMarked
package io.thawline.averaging;

import org.jspecify.annotations.NullMarked;
