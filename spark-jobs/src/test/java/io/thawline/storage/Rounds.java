package io.thawline.storage;

import io.thawline.schedule.Decision;
import io.thawline.state.ComputedBy;
import io.thawline.state.Moments;
import io.thawline.state.NetworkState;
import io.thawline.state.Position;
import io.thawline.state.RoundState;
import io.thawline.tensor.HostTensor;
import io.thawline.tensor.Shape;
import io.thawline.tensor.StateDict;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/** Small rounds whose every bit follows from their number. */
final class Rounds {
  private Rounds() {}

  static RoundState state(int round) {
    return new RoundState(
        Map.of("generator", network(round), "discriminator", network(-round)),
        new Position(round, 10L * round, 200L * round),
        7);
  }

  private static NetworkState network(int round) {
    Map<String, HostTensor> tensors = new LinkedHashMap<>();
    tensors.put("up.weight", HostTensor.ofFloats(Shape.of(2, 3), values(round, 6)));
    tensors.put("down.weight", HostTensor.ofFloats(Shape.of(40, 50), values(round + 1, 2000)));
    tensors.put("down.num_batches_tracked", HostTensor.ofLongs(Shape.of(), 10L * round));
    tensors.put("down.bias", HostTensor.ofFloats(Shape.of(1), Float.NaN));
    Map<String, Moments> moments = new LinkedHashMap<>();
    if (round != 0) {
      moments.put("up.weight", moments(round, 6, Shape.of(2, 3)));
      moments.put("down.weight", moments(round + 5, 2000, Shape.of(40, 50)));
    }
    return new NetworkState(StateDict.of(tensors), moments);
  }

  private static Moments moments(int round, int count, Shape shape) {
    return Moments.of(
        Map.of(
            "exp_avg", HostTensor.ofFloats(shape, values(round, count)),
            "exp_avg_sq", HostTensor.ofFloats(shape, values(-round, count))),
        Math.abs(round));
  }

  private static float[] values(int round, int count) {
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = round + i / 7f;
    }
    return values;
  }

  static RoundRecord record(int round) {
    return new RoundRecord(
        Math.max(0, round - 1) / 3,
        new ComputedBy(1, "AVX2", "cpu", Map.of("pytorch", "2.7.1", "djl", "0.35.1")),
        new TreeMap<>(Map.of("optimizer.lr", "0.001", "averaging.workers", "2")),
        "c0ffee",
        new TreeMap<>(Map.of("train_loss", 1.0 / (round + 1), "val_loss", 0.1 / 3, "seconds", 1.5)),
        new Decision(true, round, 0.1 / 3));
  }

  static Manifest commit(RunStore store, int round) {
    return store.commit(record(round), state(round));
  }

  /** The file that holds the generator. */
  static DataFile generator(Manifest manifest) {
    return Objects.requireNonNull(manifest.networks().get("generator"));
  }

  static void commitUpTo(RunStore store, int last) {
    for (int round = 0; round <= last; round++) {
      commit(store, round);
    }
  }

  /** What a store gives back of a round. */
  static RoundState load(RunStore store, Manifest manifest) {
    return store.load(manifest, Path.of(System.getProperty("java.io.tmpdir")));
  }
}
