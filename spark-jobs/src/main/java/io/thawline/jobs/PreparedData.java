package io.thawline.jobs;

import io.thawline.sample.Sample;
import java.util.function.Supplier;
import org.apache.spark.api.java.JavaRDD;

/**
 * The samples of a run.
 *
 * @param fingerprint of all that decides what they are
 * @param summary in a line, for the one who waits
 * @param training what is trained on
 * @param validation what is validated on
 */
record PreparedData<S extends Sample>(
    String fingerprint, String summary, Part<S> training, Part<S> validation) {
  /**
   * One part of the samples.
   *
   * @param location where they lie, to name it
   * @param count how many there are
   * @param samples reads them on the executors
   * @param remedy what to do where fewer are read, a sentence
   */
  record Part<S extends Sample>(
      String location, long count, Supplier<JavaRDD<S>> samples, String remedy) {}
}
