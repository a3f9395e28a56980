package io.thawline.jobs;

import io.thawline.report.DroppedSample;
import io.thawline.sample.Sample;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Supplier;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.SparkSession;

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
      String content, String location, long count, Supplier<JavaRDD<S>> samples, String remedy) {
    /**
     * One that lies in the run directory.
     *
     * @param content as of any part
     * @param name of its directory in there
     * @param read gives the samples of a directory
     * @param done what happened to the samples, such as {@code drawn}
     */
    static <T extends Sample> Part<T> inRun(
        RunContext context,
        String content,
        String name,
        long count,
        BiFunction<SparkSession, String, JavaRDD<T>> read,
        String done) {
      String location = context.place(name);
      return new Part<>(
          content,
          location,
          count,
          () -> read.apply(context.session(), location),
          "Executors on other machines need a run.dir that all of them share, such as hdfs://; otherwise delete %s, to have them %s again."
              .formatted(context.place("prepared"), done));
    }
  }
}
