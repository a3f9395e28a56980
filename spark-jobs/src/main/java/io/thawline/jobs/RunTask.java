package io.thawline.jobs;

import io.thawline.cluster.EvaluationJob;
import io.thawline.sample.Sample;
import io.thawline.state.RoundState;
import io.thawline.task.AdversarialTask;
import io.thawline.task.FontTask;
import io.thawline.task.GlyphTaskOptions;
import io.thawline.task.ImageClassificationOptions;
import io.thawline.task.Task;
import io.thawline.task.TextOptions;
import io.thawline.transfer.TransferResult;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;

/**
 * What a run of one kind of task is made of beside what all runs share: its data, what it tells of
 * the transfer and of its end, and the files that its users open.
 *
 * @param <S> the kind of samples
 */
interface RunTask<S extends Sample> {
  /** What the configuration of a run asks for, which fits, for it was checked. */
  static RunTask<?> of(RunContext context) {
    RunConfig config = context.config();
    if (config.task() instanceof GlyphTaskOptions font && config.data() instanceof GlyphData data) {
      FontTask drawing = font.drawing(config.model());
      GlyphPairs pairs = data.pairs(context, drawing);
      return config.learned() instanceof AdversarialTask adversarial
          ? new FontRun(context, adversarial, drawing, pairs)
          : new FontRun(context, drawing, drawing, pairs);
    }
    if (config.task() instanceof ImageClassificationOptions images
        && config.data() instanceof ImageData data) {
      return new ImageRun(context, images, data);
    }
    if (config.task() instanceof TextOptions text && config.data() instanceof TextData data) {
      return new TextRun(context, text.task(config.model()), data);
    }
    throw new IllegalStateException("no run of task " + config.task().name());
  }

  /** What is learned; asked for once the samples are prepared. */
  Task<S> task();

  /** The samples of the run, prepared where they are not there yet. */
  PreparedData<S> prepare();

  /**
   * Whether a transfer left the network what it was, as the load report tells it; empty where there
   * is nothing to prove.
   */
  Map<String, Object> identityProof(TransferResult transfer);

  /**
   * Names of the metrics that {@link #baselines(EvaluationJob)} gives, in the order of the page.
   */
  List<String> baselines();

  /** Names of the metrics of a round beside its losses that are worth a line at the end. */
  List<String> told();

  /** What drawers, guessers and the like that learned nothing score on the validation data. */
  SortedMap<String, Double> baselines(EvaluationJob<S> evaluation);

  /**
   * Puts the files into {@code final/} that the task's own tools open.
   *
   * @param published what is handed over
   */
  void handOver(RoundState published);

  /**
   * What the page of a run that has ended tells of its task.
   *
   * @param published what was handed over
   */
  TaskReport report(RunHistory history, EvaluationJob<S> evaluation, RoundState published);
}
