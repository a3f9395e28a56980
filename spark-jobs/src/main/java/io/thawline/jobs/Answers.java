package io.thawline.jobs;

import io.thawline.cluster.EvaluationJob.Work;
import io.thawline.cluster.Labels;
import io.thawline.errors.ConfigurationException;
import io.thawline.sample.Sample;
import io.thawline.task.GlyphTaskOptions;
import io.thawline.task.ImageClassificationOptions;
import io.thawline.task.Task;
import io.thawline.task.TextOptions;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.Row;

/**
 * What one kind of handed-over network is asked, and what becomes of its answers.
 *
 * @param <S> the kind of samples
 */
interface Answers<S extends Sample> {
  /**
   * Those of the network and the samples of a job.
   *
   * @throws ConfigurationException when these are no samples for it
   */
  static Answers<?> of(UseContext context) {
    HandedOver handed = context.handed();
    SampleOptions data = context.config().data();
    if (handed.task() instanceof GlyphTaskOptions font && data instanceof GlyphSampleData own) {
      return new GlyphAnswers(context, font.learnedBy(handed.model()), own);
    }
    if (handed.task() instanceof ImageClassificationOptions images
        && data instanceof ImageSampleOptions own) {
      return ImageAnswers.of(context, images, own);
    }
    if (handed.task() instanceof TextOptions texts && data instanceof TextSampleOptions own) {
      return TextAnswers.of(context, texts, own);
    }
    throw new ConfigurationException(
        "data.kind must be %s for the network in %s, which learned task.kind %s"
            .formatted(
                handed.task() instanceof GlyphTaskOptions
                    ? "fonts or pairs"
                    : handed.task() instanceof TextOptions ? "texts" : "images",
                handed.directory(),
                handed.task().name()));
  }

  /** What the network does. */
  Task<S> task();

  /**
   * The samples, as the network takes them.
   *
   * @throws io.thawline.errors.UserException when they cannot be read, or there are none
   */
  JavaRDD<S> samples(Labels labels);

  /** A row of answers a sample. */
  Work<S, Row> work();

  /**
   * Writes the answers below the job's directory.
   *
   * @return where, in a few words
   */
  String write(JavaRDD<Row> answers);
}
