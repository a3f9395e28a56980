/**
 * Runs rounds on Spark: the session, shards of samples, broadcast of the state, training tasks, the
 * averaging shuffle, evaluation tasks, and what each executor is and can do. Imports Spark, the
 * store's probe and everything of {@code common}; knows no recipe, no command and no run directory.
 */
@NullMarked
package io.thawline.cluster;

import org.jspecify.annotations.NullMarked;
