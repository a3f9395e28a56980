/**
 * Runs on a local disk, on HDFS or on S3: what a round left behind is committed in one manifest,
 * which a reader sees whole or not at all. Start at {@link RunStore}. Imports the JDK, Hadoop's
 * file system API, Jackson, and {@code tensor}, {@code state}, {@code schedule}, {@code
 * checkpoint}, {@code io} and {@code errors}; no Spark.
 */
@NullMarked
package io.thawline.storage;

import org.jspecify.annotations.NullMarked;
