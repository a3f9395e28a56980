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
    RoundRecords records = setup.records(groups);
    List<Tuple2<Long, byte[]>> folded = new ArrayList<>();
    RoundRecords.@Nullable Fold fold = null;
    int current = 0;
    while (sorted.hasNext()) {
      Tuple2<Long, ShardRecord> next = sorted.next();
      int number = RecordKey.number(next._1());
      byte[] bytes = next._2().bytes();
      if (number == 0) {
        folded.add(new Tuple2<>(next._1(), bytes));
        continue;
      }
      if (fold == null || number != current) {
        if (fold != null) {
          folded.add(new Tuple2<>(RecordKey.of(current, 0), fold.mean()));
        }
        fold = records.fold(number - 1, bytes.length);
        current = number;
      }
      fold.add(ByteBuffer.wrap(bytes), next._2().samples());
    }
    if (fold != null) {
      folded.add(new Tuple2<>(RecordKey.of(current, 0), fold.mean()));
    }
    return folded.iterator();
  }
}
