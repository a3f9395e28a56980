package io.thawline.jobs;

import io.thawline.config.Configuration;

/**
 * One of the runs that a comparison is made of.
 *
 * @param arm what it has in common with the runs of other seeds, such as {@code mode=scratch}
 * @param configuration of the run, whose directory is its own
 */
public record PlannedRun<C extends Record>(String arm, Configuration<C> configuration) {}
