package io.thawline.cluster;

import io.thawline.averaging.RoundRecords;
import io.thawline.cluster.ShardPrefixes.Place;
import io.thawline.cluster.ShardPrefixes.Use;
import io.thawline.nn.Device;
import io.thawline.sample.Sample;
import io.thawline.schedule.ParameterGroup;
import io.thawline.schedule.Round;
import io.thawline.state.ComputedBy;
import io.thawline.state.RoundState;
import io.thawline.task.KnownValues;
import io.thawline.train.Prefix;
import io.thawline.train.ShardResult;
import io.thawline.train.TrainedShard;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.spark.TaskContext;
import org.apache.spark.util.TaskCompletionListener;
import scala.Tuple2;

/**
 * Trains one shard for one round, as a pure function of the sent state, the shard and the seed: a
 * task that is retried or speculated gives the same bytes.
 */
final class ShardTask<S extends Sample> implements Serializable {
  private static final long serialVersionUID = 1L;

  private final TrainingSetup<S> setup;
  private final SentState sent;
  private final Map<String, List<ParameterGroup>> groups;
  private final Round round;
  private final Prefix prefix;
  private final int distribution;

  ShardTask(
      TrainingSetup<S> setup,
      SentState sent,
      Map<String, List<ParameterGroup>> groups,
      Round round,
      Prefix prefix,
      int distribution) {
    this.setup = setup;
    this.sent = sent;
    this.groups = groups;
    this.round = round;
    this.prefix = prefix;
    this.distribution = distribution;
  }

  /**
   * The records of the shard, by number and shard; the first is the summary. They are cut from the
   * engine's memory one at a time, so that none waits in the heap.
   */
  Iterator<Tuple2<Long, ShardRecord>> run(int shard, Iterator<S> samples)
      throws InterruptedException {
    List<S> all = new ArrayList<>();
    samples.forEachRemaining(all::add);
    TaskContext context = TaskContext.get();
    TrainingPermit.holdUntilEnd(context);
    Device device = TaskDevice.open(setup.threads());
    RoundState state = sent.read();
    Place place = new Place(Use.TRAINING, distribution, shard);
    Map<String, KnownValues> known =
        ShardPrefixes.known(setup, prefix, place, device, sent, state, all);
    TrainedShard trained =
        setup.trainer().train(device, state, groups, round, all, known, context::isInterrupted);
    TaskCompletionListener free = ended -> trained.close();
    context.addTaskCompletionListener(free);
    return records(shard, trained.result(), device.computedBy()).iterator();
  }

  private Stream<Tuple2<Long, ShardRecord>> records(
      int shard, ShardResult result, ComputedBy computedBy) {
    ShardSummary summary = ShardSummary.of(result, computedBy);
    Tuple2<Long, ShardRecord> told =
        new Tuple2<>(RecordKey.of(RecordKey.SUMMARY, shard), new ShardRecord(0, summary.write()));
    if (summary.weight() == 0) { // it must not touch any mean
      return Stream.of(told);
    }
    RoundRecords records = setup.records(groups);
    return Stream.concat(
        Stream.of(told),
        IntStream.range(0, records.count())
            .mapToObj(
                number ->
                    new Tuple2<>(
                        RecordKey.of(RecordKey.FIRST + number, shard),
                        new ShardRecord(
                            summary.weight(), records.record(number, result.networks())))));
  }
}
