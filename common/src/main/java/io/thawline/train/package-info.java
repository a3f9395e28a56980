/**
 * One round on one shard on one device, evaluation, what frozen layers leave of samples, and
 * BatchNorm's statistics computed anew. Start at {@link io.thawline.train.ShardTrainer}. Imports
 * {@code task}, {@code network}, {@code nn}, {@code sample}, {@code tensor}, {@code state}, {@code
 * schedule}, {@code io}, {@code errors} and the annotation of {@code config}; knows nothing of
 * Spark and of other shards.
 */
@NullMarked
package io.thawline.train;

import org.jspecify.annotations.NullMarked;
