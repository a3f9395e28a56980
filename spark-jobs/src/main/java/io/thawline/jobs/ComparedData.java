package io.thawline.jobs;

import io.thawline.errors.ConfigurationException;
import io.thawline.storage.RunStore;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.spark.sql.SparkSession;

/**
 * Whether the ways of a comparison learn from the same samples. What they make of them may differ:
 * batches, the size of an image, the tokenizer.
 */
final class ComparedData {
  private final SparkSession session;
  private final Progress progress;
  private final Consumer<RunStore> opened;

  ComparedData(SparkSession session, Progress progress, Consumer<RunStore> opened) {
    this.session = session;
    this.progress = progress;
    this.opened = opened;
  }

  /**
   * Prepares the samples of ways whose configurations name other ones; where all name the same,
   * there is nothing to do.
   *
   * @param arms the first run of each way
   * @return what a reader should know of them
   * @throws ConfigurationException when some are validated on other samples
   */
  List<String> remarks(Map<String, PlannedRun<RunConfig>> arms) {
    Map<DataOptions, PreparedData<?>> named = new HashMap<>();
    Map<String, PreparedData<?>> data = new LinkedHashMap<>();
    long kinds =
        arms.values().stream().map(run -> run.configuration().value().data()).distinct().count();
    if (kinds == 1) {
      return List.of();
    }
    arms.forEach(
        (arm, run) ->
            data.put(
                arm,
                named.computeIfAbsent(
                    run.configuration().value().data(), options -> prepared(run))));
    requireEqualValidation(data);
    return isEqual(data, PreparedData::training)
        ? List.of()
        : List.of(
            "They learn from different training samples (%s): what they come to differs by that too."
                .formatted(counts(data, PreparedData::training)));
  }

  private PreparedData<?> prepared(PlannedRun<RunConfig> run) {
    RunContext context = RunContext.open(session, run.configuration(), progress, opened);
    try {
      return RunTask.of(context).prepare();
    } finally {
      context.store().close();
    }
  }

  private static void requireEqualValidation(Map<String, PreparedData<?>> data) {
    if (!isEqual(data, PreparedData::validation)) {
      throw new ConfigurationException(
          "The ways to train are validated on different samples (%s), so their curves cannot be compared: give all of them the same validation data (of data, only the training part may differ), or compare them apart."
              .formatted(counts(data, PreparedData::validation)));
    }
  }

  private static boolean isEqual(
      Map<String, PreparedData<?>> data, Function<PreparedData<?>, PreparedData.Part<?>> part) {
    return data.values().stream().map(part).map(PreparedData.Part::content).distinct().count() == 1;
  }

  /** Such as {@code a: set 1, 100 samples; b: set 2, 50 samples}. */
  private static String counts(
      Map<String, PreparedData<?>> data, Function<PreparedData<?>, PreparedData.Part<?>> part) {
    List<String> seen = new ArrayList<>();
    return data.entrySet().stream()
        .map(
            arm -> {
              PreparedData.Part<?> own = part.apply(arm.getValue());
              if (!seen.contains(own.content())) {
                seen.add(own.content());
              }
              return "%s: set %d, %d samples"
                  .formatted(arm.getKey(), seen.indexOf(own.content()) + 1, own.count());
            })
        .collect(Collectors.joining("; "));
  }
}
