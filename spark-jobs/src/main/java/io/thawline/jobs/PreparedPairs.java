package io.thawline.jobs;

import io.thawline.cluster.PairRendering.Dropped;
import java.util.List;

/**
 * Glyph pairs that lie in the run directory. Paths are relative to it.
 *
 * @param fingerprint of all that decides what they look like
 * @param training how many are trained on
 * @param validation how many are validated on
 * @param dropped characters without a pair
 */
record PreparedPairs(String fingerprint, long training, long validation, List<Dropped> dropped) {
  PreparedPairs {
    dropped = List.copyOf(dropped);
  }

  /** The file that is written when all pairs are drawn. */
  static String file(String fingerprint) {
    return directory(fingerprint) + "/prepared.json";
  }

  static String trainingDirectory(String fingerprint) {
    return directory(fingerprint) + "/training.parquet";
  }

  static String validationDirectory(String fingerprint) {
    return directory(fingerprint) + "/validation.parquet";
  }

  private static String directory(String fingerprint) {
    return "prepared/" + fingerprint;
  }

  String trainingDirectory() {
    return trainingDirectory(fingerprint);
  }

  String validationDirectory() {
    return validationDirectory(fingerprint);
  }
}
