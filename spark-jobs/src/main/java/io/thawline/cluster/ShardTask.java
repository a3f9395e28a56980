package io.thawline.cluster;

import io.thawline.glyph.GlyphPair;
import io.thawline.nn.Device;
import io.thawline.schedule.ParameterGroup;
import io.thawline.train.ShardResult;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.apache.spark.TaskContext;
import scala.Tuple2;

/**
 * Trains one shard for one round, as a pure function of the sent state, the shard and the seed: a
 * task that is retried or speculated gives the same bytes.
 */
final class ShardTask implements Serializable {
  private static final long serialVersionUID = 1L;

  private final TrainingSetup setup;
  private final SentState sent;
  private final Map<String, List<ParameterGroup>> groups;

  ShardTask(TrainingSetup setup, SentState sent, Map<String, List<ParameterGroup>> groups) {
    this.setup = setup;
    this.sent = sent;
    this.groups = groups;
  }

  /** The records of the shard, by number and shard; the first is the summary. */
  Iterator<Tuple2<Long, ShardRecord>> run(int shard, Iterator<GlyphPair> samples) throws Exception {
    List<GlyphPair> all = new ArrayList<>();
    samples.forEachRemaining(all::add);
    TaskContext context = TaskContext.get();
    return TrainingPermit.whileHeld(
        () -> {
          Device device = TaskDevice.open(setup.threads());
          ShardResult result =
              setup
                  .trainer()
                  .train(device, sent.read(), groups, shard, all, context::isInterrupted);
          return records(shard, result, device).iterator();
        });
  }

  private List<Tuple2<Long, ShardRecord>> records(int shard, ShardResult result, Device device) {
    List<byte[]> contents = new ArrayList<>();
    contents.add(
        new ShardSummary(result.samples(), result.steps(), result.lossSum(), device.computedBy())
            .write());
    contents.addAll(setup.records(groups).split(result.networks()));
    List<Tuple2<Long, ShardRecord>> records = new ArrayList<>();
    for (int number = 0; number < contents.size(); number++) {
      records.add(
          new Tuple2<>(
              RecordKey.of(number, shard),
              new ShardRecord(result.samples(), contents.get(number))));
    }
    return records;
  }
}
