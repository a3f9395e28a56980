package io.thawline.jobs;

import io.thawline.cluster.PairRendering.Dropped;
import java.util.List;

/**
 * Glyph pairs that lie in the run directory.
 *
 * @param fingerprint of all that decides what they look like
 * @param training how many are trained on
 * @param validation how many are validated on
 * @param dropped characters without a pair
 */
record PreparedPairs(String fingerprint, long training, long validation, List<Dropped> dropped) {
  static final String DIRECTORY = "prepared";

  PreparedPairs {
    dropped = List.copyOf(dropped);
  }

  static String file(String fingerprint) {
    return DIRECTORY + "/" + fingerprint + "/prepared.json";
  }

  String trainingDirectory(String runDirectory) {
    return directory(runDirectory, fingerprint, "training");
  }

  String validationDirectory(String runDirectory) {
    return directory(runDirectory, fingerprint, "validation");
  }

  static String directory(String runDirectory, String fingerprint, String part) {
    return String.join("/", runDirectory, DIRECTORY, fingerprint, part + ".parquet");
  }
}
