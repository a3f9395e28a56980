package io.thawline.cli;

import io.thawline.config.Configuration;
import io.thawline.jobs.Doctor;
import io.thawline.jobs.PlannedRun;
import io.thawline.jobs.Progress;
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
 * @param compare trains several ways, in the directory of the first configuration
 * @param transfer the lines that tell how a configuration's checkpoint fits its network
 * @param schedule the lines that tell what each phase of a configuration trains
 */
record Jobs<C extends Record>(
    Class<C> configuration,
    Function<C, String> runDirectory,
    RunFiles files,
    Job<C> prepare,
    Job<C> fineTune,
    CompareJob<C> compare,
    BiFunction<Optional<C>, Optional<String>, Doctor.Findings> doctor,
    Function<C, List<String>> transfer,
    Function<C, List<String>> schedule) {
  /** Several runs in the place of one. */
  @FunctionalInterface
  interface CompareJob<C extends Record> {
    void run(Configuration<C> first, List<PlannedRun<C>> runs, Progress progress);
  }
}
