package io.thawline.jobs;

import io.thawline.config.Key;

/**
 * What a run is called and where it lives.
 *
 * @param name shown in Spark's UI and in the report
 * @param dir the run directory: a local path or any location of a Hadoop file system
 * @param seed of everything that is drawn
 */
public record RunOptions(
    @Key(help = "shown in Spark's UI and in the report", kind = Key.Kind.FREE) String name,
    @Key(help = "the run directory", kind = Key.Kind.FREE, path = true) String dir,
    @Key(help = "seed of everything that is drawn", defaultValue = "1") long seed) {}
