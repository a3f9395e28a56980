package io.thawline.cluster;

import io.thawline.averaging.OuterStep;
import io.thawline.averaging.RoundRecords;
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

  private final TrainingSetup<?> setup;
  private final SentState sent;
  private final Map<String, List<ParameterGroup>> groups;
  private final OuterStep outer;

  /**
   * A fold of what follows a state.
   *
   * @param sent the state that the round began with
   */
  RecordFold(
      TrainingSetup<?> setup,
      SentState sent,
      Map<String, List<ParameterGroup>> groups,
      OuterStep outer) {
    this.setup = setup;
    this.sent = sent;
    this.groups = groups;
    this.outer = outer;
  }

  /** Summaries and means, from records sorted by key. */
  FoldResult[] run(Iterator<Tuple2<Long, ShardRecord>> sorted) {
    Folding folding = new Folding();
    sorted.forEachRemaining(record -> folding.take(record._1(), record._2()));
    return folding.finish().toArray(FoldResult[]::new);
  }

  private final class Folding {
    private final RoundRecords records = setup.records(groups);
    private final List<FoldResult> results = new ArrayList<>();
    private RoundRecords.@Nullable Fold fold;
    private int number;

    void take(long key, ShardRecord record) {
      int next = RecordKey.number(key);
      if (next == RecordKey.SUMMARY) {
        results.add(FoldResult.summary(key, record.bytes()));
        return;
      }
      RoundRecords.Fold current = fold;
      if (current == null || next != number) {
        finish();
        current = records.fold(next - RecordKey.FIRST, sent.read(), outer);
        fold = current;
        number = next;
      }
      current.add(ByteBuffer.wrap(record.bytes()), record.samples());
    }

    List<FoldResult> finish() {
      if (fold != null) {
        results.add(FoldResult.folded(number, fold.finish()));
        fold = null;
      }
      return results;
    }
  }
}
