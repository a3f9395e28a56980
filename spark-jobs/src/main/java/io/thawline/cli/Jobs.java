package io.thawline.cli;

import io.thawline.jobs.Doctor;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;

/**
 * What the commands need of the rest of the program.
 *
 * @param configuration the records that a YAML file is bound to
 * @param runDirectory where a configuration's run lives
 * @param doctor what is found on the executors, with a configuration or without, and a store's
 *     location or none
 * @param transfer the lines that tell how a configuration's checkpoint fits its network
 * @param schedule the lines that tell what each phase of a configuration trains
 */
record Jobs<C extends Record>(
    Class<C> configuration,
    Function<C, String> runDirectory,
    RunFiles files,
    Job<C> prepare,
    Job<C> fineTune,
    BiFunction<Optional<C>, Optional<String>, Doctor.Findings> doctor,
    Function<C, List<String>> transfer,
    Function<C, List<String>> schedule) {}
