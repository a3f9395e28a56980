package io.thawline.cli;

import java.util.function.Function;

/**
 * What the commands need of the rest of the program.
 *
 * @param configuration the records that a YAML file is bound to
 * @param runDirectory where a configuration's run lives
 * @param remoteText reads a configuration file that has a scheme, such as {@code hdfs://}
 */
record Jobs<C extends Record>(
    Class<C> configuration,
    Function<C, String> runDirectory,
    Function<String, byte[]> remoteText,
    RunFiles files,
    Job<C> prepare,
    Job<C> fineTune) {}
