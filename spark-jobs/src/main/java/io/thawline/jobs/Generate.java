package io.thawline.jobs;

import io.thawline.cluster.EvaluationJob;
import io.thawline.cluster.Labels;
import io.thawline.sample.Sample;
import java.util.List;

/** Writes what a handed-over network makes of new samples: glyphs, or labels with likelihoods. */
public final class Generate {
  private final UseContext context;

  public Generate(UseContext context) {
    this.context = context;
  }

  /**
   * Answers every sample.
   *
   * @throws io.thawline.errors.UserException one line a problem
   */
  public void run() {
    run(Answers.of(context));
  }

  private <S extends Sample> void run(Answers<S> answers) {
    EvaluationJob<S> job = context.job(answers.task(), answers.samples(Labels.ABSENT));
    context.progress().stage("Answering");
    String place =
        context.withWeights(
            answers.task(),
            sent -> answers.write(job.each(sent, "answer samples", answers.work())));
    context.progress().finished(List.of(place));
  }
}
