package io.thawline.jobs;

import io.thawline.schedule.ParameterGroup;
import io.thawline.task.Task;
import io.thawline.train.FrozenStages;
import io.thawline.train.Prefix;
import io.thawline.train.PrefixOptions;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Whether what frozen first layers make of the samples is kept, decided on the driver whenever
 * something else trains than before, and said.
 */
final class FrozenLayers {
  private static final double MB = 1e6;

  private final PrefixOptions options;
  private final Batches batches;
  private final Consumer<String> told;
  private final Task<?> task;
  private final long training;
  private final long validation;
  private Map<String, List<ParameterGroup>> groups = Map.of();
  private Kept kept = Kept.NOTHING;

  /**
   * What is computed once.
   *
   * @param training in training
   * @param evaluation in evaluation, where nothing is drawn at random
   */
  record Kept(Prefix training, Prefix evaluation) {
    static final Kept NOTHING = new Kept(Prefix.NONE, Prefix.NONE);
  }

  /**
   * A decision for these many samples.
   *
   * @param told what is decided
   * @param training in all shards
   * @param validation in all shards
   */
  FrozenLayers(
      PrefixOptions options,
      Batches batches,
      Consumer<String> told,
      Task<?> task,
      long training,
      long validation) {
    this.options = options;
    this.batches = batches;
    this.told = told;
    this.task = task;
    this.training = training;
    this.validation = validation;
  }

  /** What is kept while these groups train, all else being frozen. */
  Kept with(Map<String, List<ParameterGroup>> now) {
    if (!now.equals(groups)) {
      groups = Map.copyOf(now);
      kept = decide(FrozenStages.of(task, now));
    }
    return kept;
  }

  private Kept decide(FrozenStages frozen) {
    int all = frozen.stages().size();
    if (options.kind() == PrefixOptions.Kind.OFF || all == 0) {
      return Kept.NOTHING;
    }
    int trained = reshuffled().isPresent() ? 0 : frozen.inTraining();
    long bytes = training * frozen.bytes(trained) + validation * frozen.bytes(all);
    if (bytes > options.most()) {
      tell(
          "%s are frozen, and computed anew each time: what they make of all samples would be %.0f"
              + " MB, above prefix_cache.disk_mb",
          frozen.names(all), bytes / MB);
      return Kept.NOTHING;
    }
    if (trained == 0) {
      tell(
          "%s are frozen, and computed anew for each step: %s. For validation they are computed"
              + " once (%.1f MB)",
          frozen.names(all), reshuffled().or(frozen::obstacle).orElse("they change"), bytes / MB);
    } else {
      tell(
          "%s are frozen: what they make of each sample is computed once, at most %d bytes (%.1f MB"
              + " in all)",
          frozen.names(trained), frozen.bytes(trained), bytes / MB);
    }
    return new Kept(frozen.prefix(trained, options), frozen.prefix(all, options));
  }

  private Optional<String> reshuffled() {
    return batches.reshuffleEvery() == 1
        ? Optional.of("data.reshuffle_every: 1 puts them on other shards for each epoch")
        : Optional.empty();
  }

  private void tell(String line, Object... values) {
    told.accept(String.format(Locale.ROOT, line, values));
  }
}
