package io.thawline.report;

import java.util.List;

/**
 * All that a page shows.
 *
 * @param name of the run
 * @param summary one line under it: what was learned from what
 * @param rounds at least one, in order
 * @param phases those that the rounds went through
 * @param sections of the run's task
 * @param facts of the run: seed, workers, steps, ...
 * @param data of the data sets: sizes, fonts, ...
 * @param dropped samples that were left out of the data
 */
public record RunReport(
    String name,
    String summary,
    Scores scores,
    List<RoundRow> rounds,
    List<Phase> phases,
    List<Section> sections,
    LoadSection load,
    List<Fact> facts,
    List<Fact> data,
    List<DroppedSample> dropped) {
  public RunReport {
    rounds = List.copyOf(rounds);
    phases = List.copyOf(phases);
    sections = List.copyOf(sections);
    facts = List.copyOf(facts);
    data = List.copyOf(data);
    dropped = List.copyOf(dropped);
    if (rounds.isEmpty()) {
      throw new IllegalArgumentException("a report needs at least one round");
    }
  }
}
