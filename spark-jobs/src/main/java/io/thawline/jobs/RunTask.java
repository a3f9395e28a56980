package io.thawline.jobs;

import io.thawline.cluster.EvaluationJob;
import io.thawline.report.RunReport;
import io.thawline.sample.Sample;
import io.thawline.state.RoundState;
import io.thawline.task.Task;
import io.thawline.tensor.StateDict;
import io.thawline.transfer.TransferResult;
import java.util.Map;
import java.util.SortedMap;

/**
 * What a run of one kind of task is made of beside what all runs share: its data, what it tells of
 * the transfer and of its end, and the files that its users open.
 *
 * @param <S> the kind of samples
 */
interface RunTask<S extends Sample> {
  /** The task of a run. */
  static RunTask<?> of(RunContext context) {
    return switch (context.config().task().kind()) {
      case FONT -> new FontRun(context);
    };
  }

  /** What is learned. */
  Task<S> task();

  /** The samples of the run, prepared where they are not there yet. */
  PreparedData<S> prepare();

  /**
   * Whether a transfer left the network what it was, as the load report tells it; empty where there
   * is nothing to prove.
   */
  Map<String, Object> identityProof(TransferResult transfer);

  /** What drawers, guessers and the like that learned nothing score on the validation data. */
  SortedMap<String, Double> baselines(EvaluationJob<S> evaluation);

  /** Puts the files into {@code final/} that the task's own tools open. */
  void handOver(StateDict weights);

  /**
   * The page of a run that has ended.
   *
   * @param published what was handed over
   */
  RunReport report(
      RunHistory history, PreparedData<S> data, EvaluationJob<S> evaluation, RoundState published);
}
