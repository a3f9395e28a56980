package io.thawline.schedule;

import io.thawline.errors.ConfigurationException;
import io.thawline.tensor.Layout;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;

/**
 * Which parameters of a network train in which phase, and how fast. Phases thaw: what one phase
 * trains stays trainable in every later one, unless the phase was undone.
 */
public final class Schedule {
  private final List<PhaseOptions> phases;
  private final double baseLr;

  private Schedule(List<PhaseOptions> phases, double baseLr) {
    this.phases = List.copyOf(phases);
    this.baseLr = baseLr;
  }

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
    return new Schedule(List.copyOf(options.values()), baseLr);
  }

  private static List<String> problems(SortedMap<Integer, PhaseOptions> options) {
    List<String> problems = new ArrayList<>();
    if (options.isEmpty()) {
      problems.add("schedule has no phase: add one under the key 0, or name a mode");
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

  /** How many phases there are. */
  public int count() {
    return phases.size();
  }

  /**
   * One of the phases.
   *
   * @param number from 0
   */
  public PhaseOptions phase(int number) {
    return phases.get(number);
  }

  /** The last epoch of the last phase. */
  public int lastEpoch() {
    return phases.get(phases.size() - 1).maxTransitionEpoch();
  }

  /**
   * The phase of an epoch where phases end with their last epoch.
   *
   * @param epoch from 1; past the last epoch the last phase answers
   */
  public int phaseOf(int epoch) {
    int phase = 0;
    while (phase < phases.size() - 1 && epoch > phases.get(phase).maxTransitionEpoch()) {
      phase++;
    }
    return phase;
  }

  /** Whether what phases take depends on the transfer. */
  public boolean needsOrigin() {
    return phases.stream().anyMatch(PhaseOptions::needsOrigin);
  }

  /** One line for each selector, of any phase, that takes nothing whatever the transfer leaves. */
  public List<String> unmatched(Layout layout) {
    return unmatched(layout, Origin.NOTHING_NEW, false);
  }

  /**
   * One line for each selector that takes no parameter, and each phase that would train nothing, or
   * just what the phase before it does, whether earlier phases that may be undone are or not.
   *
   * @param undone phases that were undone already: they are over, and are not judged
   */
  public List<String> problems(Layout layout, Origin origin, Set<Integer> undone) {
    List<String> problems = new ArrayList<>(unmatched(layout, origin, true));
    for (int number = 0; problems.isEmpty() && number < phases.size(); number++) {
      if (!undone.contains(number)) {
        Set<Integer> most = undoable(number, undone);
        if (groups(number, most, layout, origin).isEmpty()) {
          problems.add(empty(number, groups(number, undone, layout, origin).isEmpty()));
        } else if (isIdle(number, undone, layout, origin) && isIdle(number, most, layout, origin)) {
          problems.add(idle(number));
        }
        problems.addAll(idleRates(number, most, layout, origin));
      }
    }
    return problems;
  }

  /** Whether a phase trains just what stands without it. */
  private boolean isIdle(int phase, Set<Integer> undone, Layout layout, Origin origin) {
    return phase > 0
        && groups(phase, undone, layout, origin).equals(groups(phase - 1, undone, layout, origin));
  }

  /** Phases before one that have been undone or may yet be. */
  private Set<Integer> undoable(int phase, Set<Integer> undone) {
    Set<Integer> all = new HashSet<>(undone);
    for (int number = 0; number < phase; number++) {
      if (phases.get(number).atEnd() == AtEnd.ROLL_BACK) {
        all.add(number);
      }
    }
    return all;
  }

  private static String empty(int number, boolean always) {
    return "schedule.%d is empty%s: all that it could train has the rate 0 or is frozen; set its lr above 0, or name more in params"
        .formatted(number, always ? "" : " once the phases before it are undone");
  }

  private static String idle(int number) {
    return "schedule.%d is empty: it thaws nothing that phase %d does not train, at the same rates; name other params, set thawed_lr, or leave it out"
        .formatted(number, number - 1);
  }

  /** One line for each selector of rates that takes nothing of what the phase thaws. */
  private List<String> idleRates(int number, Set<Integer> undone, Layout layout, Origin origin) {
    PhaseOptions phase = phases.get(number);
    Set<String> thawed = played(number, undone, layout, origin).thawedIn(number);
    return phase.rates().keySet().stream()
        .filter(text -> Collections.disjoint(Selector.parse(text).of(layout, origin), thawed))
        .map(
            text ->
                "schedule.%d.rates: '%s' takes nothing that this phase thaws: name it in params, or set thawed_lr for what thawed before"
                    .formatted(number, text))
        .toList();
  }

  private List<String> unmatched(Layout layout, Origin origin, boolean known) {
    List<String> problems = new ArrayList<>();
    for (int phase = 0; phase < phases.size(); phase++) {
      List<String> params = phases.get(phase).params();
      for (String text : phases.get(phase).selectors()) {
        Selector selector = Selector.parse(text);
        boolean judged = known || !selector.needsOrigin();
        if (judged && selector.of(layout, origin).isEmpty()) {
          problems.add(
              "schedule.%d.%s: '%s' %s"
                  .formatted(
                      phase,
                      params.contains(text) ? "params" : "rates",
                      text,
                      selector.remedy(layout)));
        }
      }
    }
    return problems;
  }

  /** What trains in a phase where none before it was undone. */
  public List<ParameterGroup> groups(int phase, Layout layout, Origin origin) {
    return groups(phase, Set.of(), layout, origin);
  }

  /**
   * The parameters that train in a phase, those of one rate together, the earliest thawed first.
   * All others are frozen.
   *
   * @param undone earlier phases that count as never played
   */
  public List<ParameterGroup> groups(int phase, Set<Integer> undone, Layout layout, Origin origin) {
    return played(phase, undone, layout, origin).groups();
  }

  /**
   * Parameters that a phase has at rate 0, so that they stay frozen.
   *
   * @param undone earlier phases that count as never played
   */
  public List<String> atRateZero(int phase, Set<Integer> undone, Layout layout, Origin origin) {
    return played(phase, undone, layout, origin).atRateZero();
  }

  private Thawing played(int phase, Set<Integer> undone, Layout layout, Origin origin) {
    Thawing thawing = new Thawing(layout, origin);
    for (int number = 0; number <= phase; number++) {
      if (!undone.contains(number)) {
        thawing.play(number, phases.get(number), baseLr);
      }
    }
    return thawing;
  }
}
