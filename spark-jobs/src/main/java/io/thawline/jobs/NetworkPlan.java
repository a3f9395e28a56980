package io.thawline.jobs;

import io.thawline.errors.ConfigurationException;
import io.thawline.network.NetworkOptions;
import io.thawline.network.ScriptOptions;
import io.thawline.nn.OptimizerOptions;
import io.thawline.nn.Weights;
import io.thawline.schedule.Origin;
import io.thawline.schedule.PhaseOptions;
import io.thawline.schedule.Schedule;
import io.thawline.tensor.Layout;
import io.thawline.transfer.TransferOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.stream.IntStream;

/**
 * One network of a run: what it is, where its first weights come from, and how it learns.
 *
 * @param key what its keys of the configuration begin with, such as {@code discriminator.}
 * @param model its kind and sizes
 * @param init where its first weights come from; drawn from the run's seed where empty
 * @param optimizer how its parameters follow their gradients
 * @param phases by number
 */
record NetworkPlan(
    String key,
    NetworkOptions model,
    Optional<TransferOptions> init,
    OptimizerOptions optimizer,
    SortedMap<Integer, PhaseOptions> phases) {
  /** Which of its parameters train when, and how fast. */
  Schedule schedule() {
    return Schedule.of(phases, optimizer.lr());
  }

  /** The same without a checkpoint. */
  NetworkPlan fromScratch() {
    return new NetworkPlan(key, model, Optional.empty(), optimizer, phases);
  }

  /** One line for each reason why it cannot learn so, which begins with the key to change. */
  List<String> problems() {
    List<String> problems = new ArrayList<>();
    try {
      Schedule schedule = schedule();
      if (!(model instanceof ScriptOptions)) { // whose tensors are not known yet
        problems.addAll(schedule.unmatched(layout()));
        if (problems.isEmpty() && !schedule.needsOrigin()) {
          problems.addAll(untrainable(schedule, Origin.NOTHING_NEW, Set.of()));
        }
      }
    } catch (ConfigurationException e) {
      problems.addAll(e.problems());
    }
    return problems.stream().map(problem -> key + problem).toList();
  }

  /**
   * Likewise, of a schedule that can be had, once it is known what the transfer left new.
   *
   * @param undone phases that were undone already
   */
  List<String> problems(Origin origin, Set<Integer> undone) {
    return untrainable(schedule(), origin, undone).stream().map(problem -> key + problem).toList();
  }

  private Layout layout() {
    return model.network().layout();
  }

  private List<String> untrainable(Schedule schedule, Origin origin, Set<Integer> undone) {
    List<String> problems = schedule.problems(layout(), origin, undone);
    return problems.isEmpty() ? tooLarge(schedule, origin, undone).stream().toList() : problems;
  }

  /** The first phase whose training the engine could not hold: later ones train no less. */
  private Optional<String> tooLarge(Schedule schedule, Origin origin, Set<Integer> undone) {
    return IntStream.range(0, schedule.count())
        .boxed()
        .flatMap(
            number ->
                Weights.tooLarge(layout(), schedule.groups(number, undone, layout(), origin))
                    .stream()
                    .map(
                        problem ->
                            "schedule.%d.params: %s: name fewer parameters, or take a smaller network"
                                .formatted(number, problem)))
        .findFirst();
  }
}
