/**
 * Runs rounds on Spark: the session, shards of samples, broadcast of the state, training tasks, the
 * averaging shuffle, evaluation tasks. Imports Spark and everything of {@code common}; knows no
 * recipe, no command and no run directory.
 */
@NullMarked
package io.thawline.cluster;

import org.jspecify.annotations.NullMarked;
