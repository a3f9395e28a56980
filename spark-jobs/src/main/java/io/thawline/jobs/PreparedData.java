package io.thawline.jobs;

import io.thawline.report.DroppedSample;
import io.thawline.sample.Sample;
import java.util.List;
import java.util.function.Supplier;
import org.apache.spark.api.java.JavaRDD;

/**
 * The samples of a run.
 *
 * @param fingerprint of all that decides what they are
 * @param summary in a line, for the one who waits
 * @param training what is trained on
 * @param validation what is validated on
 * @param dropped what was left out of both, and why
 */
record PreparedData<S extends Sample>(
    String fingerprint,
    String summary,
    Part<S> training,
    Part<S> validation,
    List<DroppedSample> dropped) {
  PreparedData {
    dropped = List.copyOf(dropped);
  }

  /**
   * One part of the samples.
   *
   * @param content tells the samples from others, whatever size or tokens a network wants of them
   * @param location where they lie, to name it
   * @param count how many there are
   * @param samples reads them on the executors
   * @param remedy what to do where fewer are read, a sentence
   */
  record Part<S extends Sample>(
      String content, String location, long count, Supplier<JavaRDD<S>> samples, String remedy) {}
}
