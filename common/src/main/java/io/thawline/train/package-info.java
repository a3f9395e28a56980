/**
 * One round on one shard on one device, evaluation, and BatchNorm's statistics computed anew. Start
 * at {@link io.thawline.train.ShardTrainer}. Imports {@code task}, {@code network}, {@code nn},
 * {@code sample}, {@code tensor}, {@code state}, {@code schedule} and {@code errors}; knows nothing
 * of Spark and of other shards.
 */
@NullMarked
package io.thawline.train;

import org.jspecify.annotations.NullMarked;
