package io.thawline.cli;

import io.thawline.config.Configuration;
import java.nio.file.Path;
import java.util.function.BiFunction;
import java.util.function.Function;

/**
 * A job of one configuration, whose directory takes its log and its outcome.
 *
 * @param command that runs it
 * @param reader of the configuration; relative names start at the path
 * @param directory that a configuration names
 */
record DirectoryJob<T extends Record>(
    String command,
    BiFunction<CommonOptions, Path, Configuration<T>> reader,
    Function<T, String> directory,
    Job<T> job) {}
