package io.thawline.jobs;

import io.thawline.cluster.RecalibrationJob;
import io.thawline.cluster.TrainingJob;
import io.thawline.cluster.TrainingSetup;
import io.thawline.sample.Sample;
import io.thawline.schedule.Rounds;
import io.thawline.train.ShardTrainer;
import java.util.Optional;
import org.apache.spark.api.java.JavaRDD;
import org.jspecify.annotations.Nullable;

/**
 * The training samples on their shards, which change as the epochs go by where that is asked for.
 */
final class TrainingShards<S extends Sample> {
  private static final int FEW_ROUNDS = 8;

  private final RunContext context;
  private final TrainingSetup<S> setup;
  private final PlacedSamples<S> samples;
  private final int stepsAnEpoch;
  private int shuffle;
  private @Nullable JavaRDD<S> placed;

  TrainingShards(RunContext context, TrainingSetup<S> setup, PreparedData.Part<S> part) {
    int workers = context.config().averaging().workers();
    this.context = context;
    this.setup = setup;
    this.samples = new PlacedSamples<>(part, context.config().run().seed(), workers);
    int largest = Math.toIntExact((part.count() + workers - 1) / workers);
    this.stepsAnEpoch = ShardTrainer.steps(largest, setup.batchSize());
  }

  /** The rounds that the schedule has with these samples. */
  Rounds rounds() {
    return new Rounds(
        context.config().averaging().period(), stepsAnEpoch, context.schedule().lastEpoch());
  }

  /** Optimizer steps of the schedule, of the largest shard. */
  static <T extends Sample> long scheduledSteps(
      RunContext context, TrainingSetup<T> setup, PreparedData.Part<T> part) {
    int workers = context.config().averaging().workers();
    int largest = Math.toIntExact((part.count() + workers - 1) / workers);
    return (long) ShardTrainer.steps(largest, setup.batchSize()) * context.schedule().lastEpoch();
  }

  /** A hint for a run of few rounds, whose numbers it leaves alone; empty where all is well. */
  Optional<String> advice() {
    int workers = context.config().averaging().workers();
    int rounds = rounds().count();
    return workers > 1
            && rounds < FEW_ROUNDS
            && rounds < perEpoch() * context.schedule().lastEpoch()
        ? Optional.of(
            "hint: the shards are averaged %d times in all; with averaging.every: %d per epoch they would be %d times, and drift apart less"
                .formatted(rounds, perEpoch(), perEpoch() * context.schedule().lastEpoch()))
        : Optional.empty();
  }

  private int perEpoch() {
    int epochs = context.schedule().lastEpoch();
    return Math.min(stepsAnEpoch, (FEW_ROUNDS + epochs - 1) / epochs);
  }

  /** The job over the shards of an epoch, counted from 1. */
  TrainingJob<S> inEpoch(int epoch) {
    int every = context.config().data().batches().reshuffleEvery();
    return new TrainingJob<>(context.spark(), setup, placed(every == 0 ? 0 : (epoch - 1) / every));
  }

  /** The job over the shards of the first epoch, wherever the run has come to since. */
  RecalibrationJob<S> recalibration() {
    return new RecalibrationJob<>(context.spark(), setup, placed(0));
  }

  private JavaRDD<S> placed(int wanted) {
    JavaRDD<S> before = placed;
    if (before != null && wanted == shuffle) {
      return before;
    }
    JavaRDD<S> next = samples.shuffled(wanted);
    if (before != null) {
      before.unpersist();
    }
    placed = next;
    shuffle = wanted;
    return next;
  }
}
