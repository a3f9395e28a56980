package io.thawline.cluster;

import io.thawline.nn.DeviceOptions;
import io.thawline.nn.NativeOptions;
import java.util.Comparator;
import java.util.List;

/**
 * What a run asks of a Spark session before it exists.
 *
 * @param setup what its tasks will compute, for which executors are given memory
 * @param library where the native library comes from
 * @param device what tasks compute on
 */
public record SessionNeeds(TrainingSetup<?> setup, NativeOptions library, DeviceOptions device) {
  /** Those that are enough for each of several runs, one after another. */
  public static SessionNeeds largest(List<SessionNeeds> runs) {
    return runs.stream()
        .max(Comparator.comparingLong(needs -> needs.setup().nativeMemory(1)))
        .orElseThrow();
  }
}
