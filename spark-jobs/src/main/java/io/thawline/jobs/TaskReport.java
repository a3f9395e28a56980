package io.thawline.jobs;

import io.thawline.report.Fact;
import io.thawline.report.Section;
import java.util.List;

/**
 * What a kind of task adds to the page of a run.
 *
 * @param summary one line under the run's name: what was learned from what
 * @param score what the validation loss is, in words
 * @param sections its own part of the page
 * @param data on the data sets
 */
record TaskReport(String summary, String score, List<Section> sections, List<Fact> data) {
  /** Where the weights came from, a phrase. */
  static String start(RunConfig config) {
    return config.startsFresh()
        ? "from fresh weights"
        : "from the checkpoint " + fileName(config.init().from());
  }

  /** The last name of a place, which is short enough for a title. */
  static String fileName(String location) {
    return location.substring(location.lastIndexOf('/') + 1);
  }
}
