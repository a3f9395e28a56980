/**
 * Averages what the shards of a round trained: weights and moments by samples, BatchNorm statistics
 * exactly. Start at {@link io.thawline.averaging.RoundRecords}. Imports {@code tensor}, {@code
 * state}, {@code errors} and the annotation of {@code config}; no engine, no Spark.
 */
@NullMarked
package io.thawline.averaging;

import org.jspecify.annotations.NullMarked;
