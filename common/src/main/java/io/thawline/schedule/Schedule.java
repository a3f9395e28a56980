package io.thawline.schedule;

import io.thawline.errors.ConfigurationException;
import io.thawline.tensor.Layout;
import io.thawline.tensor.TensorSpec;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.SortedMap;
import java.util.regex.Pattern;

/**
 * Which parameters train in which round, and how fast. Phases thaw: what one phase trains stays
 * trainable in every later one.
 */
public final class Schedule {
  private final List<Phase> phases = new ArrayList<>();

  private record Phase(List<Pattern> params, double lr, OptionalDouble thawedLr, int lastEpoch) {}

  private Schedule() {}

  /**
   * A schedule of these phases.
   *
   * @param options by phase number, from 0 without gaps
   * @param baseLr the optimizer's rate, for phases that name none
   * @throws ConfigurationException with one line for each problem
   */
  public static Schedule of(SortedMap<Integer, PhaseOptions> options, double baseLr) {
    List<String> problems = problems(options);
    if (!problems.isEmpty()) {
      throw new ConfigurationException(problems);
    }
    Schedule schedule = new Schedule();
    options
        .values()
        .forEach(
            phase ->
                schedule.phases.add(
                    new Phase(
                        phase.params().stream().map(Pattern::compile).toList(),
                        phase.lr().orElse(baseLr),
                        phase.thawedLr(),
                        phase.maxTransitionEpoch())));
    return schedule;
  }

  private static List<String> problems(SortedMap<Integer, PhaseOptions> options) {
    List<String> problems = new ArrayList<>();
    if (options.isEmpty()) {
      problems.add("schedule has no phase: add one under the key 0");
    }
    int expected = 0;
    int lastEpoch = 0;
    for (Map.Entry<Integer, PhaseOptions> phase : options.entrySet()) {
      if (phase.getKey() != expected) {
        problems.add(
            "schedule.%d: phases are numbered from 0 without gaps".formatted(phase.getKey()));
      }
      if (phase.getValue().maxTransitionEpoch() <= lastEpoch) {
        problems.add(
            "schedule.%d.max_transition_epoch must be above %d, where the phase before it ends"
                .formatted(phase.getKey(), lastEpoch));
      }
      expected = phase.getKey() + 1;
      lastEpoch = phase.getValue().maxTransitionEpoch();
    }
    return problems;
  }

  /** The last epoch of the last phase. */
  public int lastEpoch() {
    return phases.get(phases.size() - 1).lastEpoch();
  }

  /**
   * The phase that trains in an epoch.
   *
   * @param epoch from 1; past the last epoch the last phase answers
   */
  public int phaseOf(int epoch) {
    int phase = 0;
    while (phase < phases.size() - 1 && epoch > phases.get(phase).lastEpoch()) {
      phase++;
    }
    return phase;
  }

  /** One line for each pattern, of any phase, that matches no parameter of the layout. */
  public List<String> unmatched(Layout layout) {
    List<String> problems = new ArrayList<>();
    for (int phase = 0; phase < phases.size(); phase++) {
      for (Pattern pattern : phases.get(phase).params()) {
        if (layout.parameters().stream().noneMatch(s -> matches(pattern, s))) {
          problems.add(
              "schedule.%d.params: '%s' matches none of the model's %d parameters, such as %s"
                  .formatted(
                      phase,
                      pattern,
                      layout.parameters().size(),
                      layout.parameters().get(0).name()));
        }
      }
    }
    return problems;
  }

  /**
   * The parameters that train in a phase, those of one rate together, the earliest thawed first.
   * All others are frozen.
   */
  public List<ParameterGroup> groups(int phase, Layout layout) {
    Map<String, Integer> thawedIn = new LinkedHashMap<>();
    for (int earlier = 0; earlier <= phase; earlier++) {
      for (TensorSpec spec : layout.parameters()) {
        if (phases.get(earlier).params().stream().anyMatch(p -> matches(p, spec))) {
          thawedIn.putIfAbsent(spec.name(), earlier);
        }
      }
    }
    List<ParameterGroup> groups = new ArrayList<>();
    for (int earlier = 0; earlier <= phase; earlier++) {
      int group = earlier;
      List<String> names =
          layout.parameters().stream()
              .map(TensorSpec::name)
              .filter(name -> Integer.valueOf(group).equals(thawedIn.get(name)))
              .toList();
      if (!names.isEmpty()) {
        groups.add(new ParameterGroup(rate(earlier, phase), names));
      }
    }
    return groups;
  }

  private double rate(int thawedIn, int phase) {
    double rate = phases.get(thawedIn).lr();
    for (int later = thawedIn + 1; later <= phase; later++) {
      rate = phases.get(later).thawedLr().orElse(rate);
    }
    return rate;
  }

  private static boolean matches(Pattern pattern, TensorSpec spec) {
    return pattern.matcher(spec.name()).matches();
  }
}
