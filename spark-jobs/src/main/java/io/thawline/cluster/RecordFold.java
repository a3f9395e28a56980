package io.thawline.cluster;

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
 * Folds the records of each number in shard order, one number after another, holding one chunk at a
 * time. Summaries pass through.
 */
final class RecordFold implements Serializable {
  private static final long serialVersionUID = 1L;

  private final TrainingSetup setup;
  private final Map<String, List<ParameterGroup>> groups;

  RecordFold(TrainingSetup setup, Map<String, List<ParameterGroup>> groups) {
    this.setup = setup;
    this.groups = groups;
  }

  /** Summaries and means by key, from records sorted by key. */
  Iterator<Tuple2<Long, byte[]>> run(Iterator<Tuple2<Long, ShardRecord>> sorted) {
    Folding folding = new Folding(setup.records(groups));
    sorted.forEachRemaining(record -> folding.take(record._1(), record._2()));
    return folding.finish().iterator();
  }

  private static final class Folding {
    private final RoundRecords records;
    private final List<Tuple2<Long, byte[]>> folded = new ArrayList<>();
    private RoundRecords.@Nullable Fold fold;
    private int number;

    Folding(RoundRecords records) {
      this.records = records;
    }

    void take(long key, ShardRecord record) {
      int next = RecordKey.number(key);
      if (next == RecordKey.SUMMARY) {
        folded.add(new Tuple2<>(key, record.bytes()));
        return;
      }
      RoundRecords.Fold current = fold;
      if (current == null || next != number) {
        finish();
        current = records.fold(next - 1, record.bytes().length);
        fold = current;
        number = next;
      }
      current.add(ByteBuffer.wrap(record.bytes()), record.samples());
    }

    List<Tuple2<Long, byte[]>> finish() {
      if (fold != null) {
        folded.add(new Tuple2<>(RecordKey.of(number, 0), fold.mean()));
        fold = null;
      }
      return folded;
    }
  }
}
