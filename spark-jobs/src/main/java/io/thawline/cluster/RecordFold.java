package io.thawline.cluster;

import io.thawline.averaging.OuterStep;
import io.thawline.averaging.RoundRecords;
import io.thawline.averaging.Velocity;
import io.thawline.schedule.ParameterGroup;
import java.io.Serializable;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import scala.Tuple2;

/**
 * Folds the records of each number in shard order, one number after another. Summaries pass
 * through.
 */
final class RecordFold implements Serializable {
  private static final long serialVersionUID = 1L;

  private final TrainingSetup setup;
  private final SentState sent;
  private final Map<String, List<ParameterGroup>> groups;
  private final OuterStep outer;
  private final Velocity velocity;

  /**
   * A fold of what follows a state.
   *
   * @param sent the state that the round began with
   */
  RecordFold(
      TrainingSetup setup,
      SentState sent,
      Map<String, List<ParameterGroup>> groups,
      OuterStep outer,
      Velocity velocity) {
    this.setup = setup;
    this.sent = sent;
    this.groups = groups;
    this.outer = outer;
    this.velocity = velocity;
  }

  /** Summaries and means, from records sorted by key. */
  AveragingResult[] run(Iterator<Tuple2<Long, ShardRecord>> sorted) {
    Pass pass = new Pass();
    sorted.forEachRemaining(record -> pass.take(record._1(), record._2()));
    return pass.finish().toArray(AveragingResult[]::new);
  }

  private final class Pass {
    private final RoundRecords records = setup.records(groups);
    private final List<AveragingResult> results = new ArrayList<>();
    private RoundRecords.@Nullable Fold fold;
    private int number;

    void take(long key, ShardRecord record) {
      int next = RecordKey.number(key);
      if (next == RecordKey.SUMMARY) {
        results.add(AveragingResult.summary(key, record.bytes()));
        return;
      }
      RoundRecords.Fold current = fold;
      if (current == null || next != number) {
        finish();
        current = records.fold(next - RecordKey.FIRST, velocity.in(sent.read()), outer);
        fold = current;
        number = next;
      }
      current.add(ByteBuffer.wrap(record.bytes()), record.samples());
    }

    List<AveragingResult> finish() {
      if (fold != null) {
        results.add(AveragingResult.mean(number, fold.finish()));
        fold = null;
      }
      return results;
    }
  }
}
