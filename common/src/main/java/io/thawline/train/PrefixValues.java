package io.thawline.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import io.thawline.io.LocalCopy;
import io.thawline.io.Source;
import io.thawline.nn.StepScope;
import io.thawline.sample.Sample;
import io.thawline.task.KnownValues;
import io.thawline.task.Task;
import io.thawline.train.PrefixBatch.Part;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.LongPredicate;

/**
 * What a prefix leaves of the samples of a shard. It is computed in batches of one size in the
 * order of the ids, so that computing it again gives the same bits. Batches lie in the heap as long
 * as there is room, and the others in a file without a name, which goes when nobody reads it any
 * more.
 */
public final class PrefixValues implements KnownValues {
  private final int stages;
  private final Map<String, Place> places = new HashMap<>();
  private long inMemory;
  private long onDisk;

  /** Where a sample is: a row of a batch. */
  private record Place(PrefixBatch batch, int row) {
    Part part(String name) {
      return Objects.requireNonNull(batch.parts().get(name), name);
    }
  }

  private PrefixValues(int stages) {
    this.stages = stages;
  }

  /**
   * Computes the values of a shard.
   *
   * @param evaluator of a state that has the prefix
   * @param samples of the shard, in any order
   * @param room asked whether the heap has room for so many bytes, which then are taken
   * @param directory of this machine, for what it has no room for
   */
  public static <S extends Sample> PrefixValues compute(
      Evaluator<S> evaluator,
      Task<S> task,
      Prefix prefix,
      List<S> samples,
      LongPredicate room,
      Path directory) {
    List<S> sorted = samples.stream().sorted(Comparator.comparing(Sample::id)).toList();
    List<PrefixBatch> batches = new ArrayList<>();
    try (Source file =
        LocalCopy.of(
            "what frozen layers leave",
            directory,
            out ->
                evaluator.batches(
                    sorted,
                    (networks, scope, some) -> {
                      Map<String, NDArray> inputs = task.inputs().of(scope, some);
                      Map<String, NDArray> left =
                          networks.forward(prefix.network(), inputs, prefix.stages());
                      PrefixBatch batch = PrefixBatch.of(some.size(), left);
                      return batches.add(room.test(batch.length()) ? batch : batch.writtenTo(out));
                    }))) {
      PrefixValues values = new PrefixValues(prefix.stages());
      values.place(sorted, batches, file);
      return values;
    }
  }

  private void place(List<? extends Sample> samples, List<PrefixBatch> batches, Source file) {
    int next = 0;
    for (PrefixBatch batch : batches) {
      PrefixBatch readable = batch;
      if (batch.isOutline()) {
        readable = batch.in(file, onDisk);
        onDisk += batch.length();
      } else {
        inMemory += batch.length();
      }
      for (int row = 0; row < batch.rows(); row++) {
        places.put(samples.get(next++).id(), new Place(readable, row));
      }
    }
  }

  /** Bytes in the heap. */
  public long inMemory() {
    return inMemory;
  }

  /** Bytes in the file. */
  public long onDisk() {
    return onDisk;
  }

  @Override
  public int stages() {
    return stages;
  }

  @Override
  public Map<String, NDArray> of(StepScope scope, List<? extends Sample> batch) {
    List<Place> rows = batch.stream().map(this::place).toList();
    Map<String, NDArray> values = new HashMap<>();
    rows.get(0)
        .batch()
        .parts()
        .keySet()
        .forEach(name -> values.put(name, together(scope, name, rows)));
    return values;
  }

  private Place place(Sample sample) {
    Place place = places.get(sample.id());
    if (place == null) {
      throw new IllegalArgumentException("nothing is known of the sample " + sample.id());
    }
    return place;
  }

  /** Rows side by side, with zeros behind those that are shorter than the longest. */
  private static NDArray together(StepScope scope, String name, List<Place> rows) {
    Part longest =
        rows.stream()
            .map(row -> row.part(name))
            .max(Comparator.comparingInt(Part::rowBytes))
            .orElseThrow();
    int length = longest.rowBytes();
    return scope.array(
        longest.type(),
        all -> {
          for (int i = 0; i < rows.size(); i++) {
            rows.get(i).part(name).put(rows.get(i).row(), all, i * length, length);
          }
        },
        new Shape(rows.size()).addAll(longest.shape()).getShape());
  }
}
