package io.thawline.cli;

import java.util.function.Function;

/**
 * What the commands need that use a handed-over network.
 *
 * @param configuration the records that a YAML file is bound to
 * @param directory where a configuration's job writes
 */
record UseJobs<U extends Record>(
    Class<U> configuration, Function<U, String> directory, Job<U> evaluate, Job<U> generate) {}
