package io.thawline.cluster;

import io.thawline.averaging.MeanRecord;
import io.thawline.averaging.RoundMeans;
import java.io.Serializable;
import java.util.Iterator;
import org.apache.spark.api.java.JavaRDD;
import scala.Tuple2;
import scala.reflect.ClassTag;
import scala.reflect.ClassTag$;
import scala.runtime.AbstractFunction1;
import scala.runtime.AbstractFunction2;
import scala.runtime.BoxedUnit;

/**
 * Brings the records of each number together, folds them where they meet, and hands what they come
 * to over as each task ends: the driver holds a few records at a time, never a network.
 */
final class AveragingShuffle {
  private AveragingShuffle() {}

  /**
   * Runs it, and what the records come from.
   *
   * @param records how many numbers there are beside the summary
   */
  static void run(
      JavaRDD<Tuple2<Long, ShardRecord>> trained,
      int records,
      RecordFold fold,
      Summaries summaries,
      RoundMeans means) {
    int tasks = 1 + records; // a task's result is a record of 8 MB, and as much of velocity
    JavaRDD<Tuple2<Long, ShardRecord>> sorted =
        trained
            .mapToPair(record -> record)
            .repartitionAndSortWithinPartitions(new RecordKey.ByNumber(tasks))
            .map(record -> record);
    ClassTag<AveragingResult[]> results = ClassTag$.MODULE$.apply(AveragingResult[].class);
    sorted
        .context()
        .runJob(sorted.rdd(), new FoldTask(fold), new Gather(summaries, means), results);
  }

  /** What a task does. Spark's Java API hands results over one by one to Scala functions alone. */
  private static final class FoldTask
      extends AbstractFunction1<
          scala.collection.Iterator<Tuple2<Long, ShardRecord>>, AveragingResult[]>
      implements Serializable {
    private static final long serialVersionUID = 1L;

    private final RecordFold fold;

    FoldTask(RecordFold fold) {
      this.fold = fold;
    }

    @Override
    public AveragingResult[] apply(scala.collection.Iterator<Tuple2<Long, ShardRecord>> sorted) {
      return fold.run(
          new Iterator<>() {
            @Override
            public boolean hasNext() {
              return sorted.hasNext();
            }

            @Override
            public Tuple2<Long, ShardRecord> next() {
              return sorted.next();
            }
          });
    }
  }

  /** What the driver does with a task's result, once for each task. */
  private static final class Gather
      extends AbstractFunction2<Object, AveragingResult[], BoxedUnit> {
    private final Summaries summaries;
    private final RoundMeans means;

    Gather(Summaries summaries, RoundMeans means) {
      this.summaries = summaries;
      this.means = means;
    }

    @Override
    public BoxedUnit apply(Object task, AveragingResult[] results) {
      for (AveragingResult result : results) {
        MeanRecord mean = result.mean();
        if (mean == null) {
          summaries.put(RecordKey.shard(result.key()), ShardSummary.read(result.summary()));
        } else {
          means.put(RecordKey.number(result.key()) - RecordKey.FIRST, mean);
        }
      }
      return BoxedUnit.UNIT;
    }
  }
}
