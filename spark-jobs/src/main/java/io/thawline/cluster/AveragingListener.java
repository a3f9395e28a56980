package io.thawline.cluster;

import java.util.Properties;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerStageCompleted;
import org.apache.spark.scheduler.SparkListenerStageSubmitted;
import org.apache.spark.scheduler.StageInfo;

/** Measures the stage of a round that comes after the training: the one that has no shuffle. */
final class AveragingListener extends SparkListener {
  /** The group of the jobs that train. */
  static final String TRAINING = "train";

  private final Set<Integer> averaging = ConcurrentHashMap.newKeySet();

  @Override
  public void onStageSubmitted(SparkListenerStageSubmitted event) {
    Properties properties = event.properties();
    boolean trains =
        properties != null && TRAINING.equals(properties.getProperty("spark.jobGroup.id"));
    if (trains && event.stageInfo().shuffleDepId().isEmpty()) {
      averaging.add(event.stageInfo().stageId());
    }
  }

  @Override
  public void onStageCompleted(SparkListenerStageCompleted event) {
    StageInfo stage = event.stageInfo();
    if (averaging.remove(stage.stageId()) && stage.completionTime().isDefined()) {
      long ended = (Long) stage.completionTime().get();
      long began = (Long) stage.submissionTime().get();
      RunGauge.AVERAGING_SECONDS.set((ended - began) / 1e3);
      RunGauge.AVERAGING_BYTES.set(
          (double) stage.taskMetrics().shuffleReadMetrics().totalBytesRead());
    }
  }
}
