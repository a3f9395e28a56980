/**
 * One round on one shard on one device, and evaluation. Start at {@link
 * io.thawline.train.ShardTrainer}. Imports {@code task}, {@code network}, {@code nn}, {@code
 * sample}, {@code state}, {@code schedule} and {@code errors}; knows nothing of Spark and of other
 * shards.
 */
@NullMarked
package io.thawline.train;

import org.jspecify.annotations.NullMarked;
