package io.thawline.cluster;

import io.thawline.nn.Device;
import io.thawline.sample.Sample;
import io.thawline.state.ComputedBy;
import io.thawline.state.RoundState;
import io.thawline.task.KnownValues;
import io.thawline.train.Evaluator;
import io.thawline.train.Prefix;
import io.thawline.train.PrefixValues;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.spark.SparkEnv;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What prefixes leave of the shards that this JVM works on, for training and for evaluation. It is
 * as good as computed anew: whatever it depends on is in {@link Contents}, and where that is
 * another, all that was kept goes. A shard that moves to another executor is computed again there.
 */
final class ShardPrefixes {
  private static final Logger LOG = LoggerFactory.getLogger(ShardPrefixes.class);
  private static final Map<Use, ShardPrefixes> BY_USE = new HashMap<>();
  private static long taken;

  private final Contents contents;
  private final Map<Integer, PrefixValues> byShard = new HashMap<>();

  /** What values are for: each has shards of its own. */
  enum Use {
    TRAINING,
    EVALUATION
  }

  /**
   * What all values of a use depend on, beside the number of the shard.
   *
   * @param application of Spark
   * @param samples the number that their distribution over shards has in it
   * @param weights of the prefix, as {@link SentState#identity} tells them
   */
  private record Contents(
      String application,
      int samples,
      Prefix prefix,
      String weights,
      int batchSize,
      ComputedBy computedBy) {}

  private ShardPrefixes(Contents contents) {
    this.contents = contents;
  }

  /**
   * A task's part of a round.
   *
   * @param distribution the number that Spark gave to the samples on their shards
   * @param shard number of the shard
   */
  record Place(Use use, int distribution, int shard) {}

  /**
   * What is known of a shard's samples, by network; computed where it is not there.
   *
   * @param state that {@code sent} stands for
   * @param samples of the shard
   */
  static <S extends Sample> Map<String, KnownValues> known(
      TrainingSetup<S> setup,
      Prefix prefix,
      Place place,
      Device device,
      SentState sent,
      RoundState state,
      List<S> samples) {
    if (prefix.isEmpty()) {
      forget(place.use());
    }
    if (prefix.isEmpty() || samples.isEmpty()) {
      return Map.of();
    }
    Contents contents =
        new Contents(
            SparkEnv.get().conf().getAppId(),
            place.distribution(),
            prefix,
            sent.identity(prefix.network(), prefix.tensors(setup.network(prefix.network()))),
            setup.evaluationBatchSize(),
            device.computedBy());
    PrefixValues known =
        find(place, contents)
            .orElseGet(() -> keep(place, contents, compute(setup, prefix, device, state, samples)));
    return Map.of(prefix.network(), known);
  }

  private static <S extends Sample> PrefixValues compute(
      TrainingSetup<S> setup, Prefix prefix, Device device, RoundState state, List<S> samples) {
    AtomicLong own = new AtomicLong();
    try (Evaluator<S> evaluator = setup.evaluator(device, state)) {
      return PrefixValues.compute(
          evaluator,
          setup.task(),
          prefix,
          samples,
          bytes -> take(bytes, prefix.memory(), own),
          LocalDirectory.path());
    } catch (Throwable e) {
      release(own.get());
      throw e;
    }
  }

  private static synchronized boolean take(long bytes, long most, AtomicLong own) {
    if (taken + bytes > most) {
      return false;
    }
    taken += bytes;
    own.addAndGet(bytes);
    return true;
  }

  private static synchronized void release(long bytes) {
    taken -= bytes;
  }

  /** Values of other contents go before new ones are computed, so that these have their room. */
  private static synchronized Optional<PrefixValues> find(Place place, Contents contents) {
    forgetOthers(place.use(), contents);
    return Optional.ofNullable(BY_USE.get(place.use()))
        .map(kept -> kept.byShard.get(place.shard()));
  }

  private static synchronized PrefixValues keep(
      Place place, Contents contents, PrefixValues values) {
    forgetOthers(place.use(), contents);
    PrefixValues replaced =
        BY_USE
            .computeIfAbsent(place.use(), use -> new ShardPrefixes(contents))
            .byShard
            .put(place.shard(), values);
    if (replaced != null) { // two attempts of a task at once
      release(replaced.inMemory());
    }
    LOG.info(
        "Shard {} for {}: {} bytes of what {} frozen stages leave in memory, {} on disk; {} in all",
        place.shard(),
        place.use(),
        values.inMemory(),
        values.stages(),
        values.onDisk(),
        inMemory());
    return values;
  }

  private static void forgetOthers(Use use, Contents contents) {
    ShardPrefixes kept = BY_USE.get(use);
    if (kept != null && !kept.contents.equals(contents)) {
      forget(use);
    }
  }

  /** Bytes of this JVM's heap that all values have. */
  static synchronized long inMemory() {
    return taken;
  }

  private static synchronized void forget(Use use) {
    ShardPrefixes kept = BY_USE.remove(use);
    if (kept != null) {
      kept.byShard.values().forEach(values -> release(values.inMemory()));
    }
  }
}
