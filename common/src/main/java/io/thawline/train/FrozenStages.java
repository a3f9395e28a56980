package io.thawline.train;

import io.thawline.network.Network;
import io.thawline.network.Stage;
import io.thawline.schedule.ParameterGroup;
import io.thawline.task.Adversary;
import io.thawline.task.Objective;
import io.thawline.task.Task;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * The first stages of a task's main network in which nothing trains. While that is so, they make
 * the same of a sample each time, unless something is drawn at random on the way: BatchNorm layers
 * stand still with them, for one whose weight is frozen keeps to its running statistics.
 *
 * @param network its name
 * @param stages the frozen ones, never all that the network has
 * @param variation why training has them make something else each time, in words; empty where it
 *     has not
 */
public record FrozenStages(String network, List<Stage> stages, Optional<String> variation) {
  public FrozenStages {
    stages = List.copyOf(stages);
  }

  /**
   * Those of a phase.
   *
   * @param groups what trains, by network
   */
  public static FrozenStages of(Task<?> task, Map<String, List<ParameterGroup>> groups) {
    String main = task.mainNetwork();
    Network network = Objects.requireNonNull(task.networks().get(main), main);
    List<String> training = new ArrayList<>();
    groups.getOrDefault(main, List.of()).forEach(group -> training.addAll(group.parameters()));
    int frozen = before(network, training);
    Optional<String> attacked =
        before(network, attacked(task)) < frozen
            ? Optional.of("task.adversarial moves a parameter in them")
            : Optional.empty();
    return new FrozenStages(
        main, network.stages().subList(0, frozen), task.variation().or(() -> attacked));
  }

  private static List<String> attacked(Task<?> task) {
    return task.objectives().stream()
        .filter(objective -> objective.network().equals(task.mainNetwork()))
        .map(Objective::adversary)
        .filter(adversary -> adversary.steps() > 0)
        .map(Adversary::parameter)
        .toList();
  }

  /** Stages before the first that works with one of these tensors, the last stage apart. */
  private static int before(Network network, List<String> tensors) {
    Map<String, String> groups = new HashMap<>();
    network
        .layout()
        .groups()
        .forEach(group -> group.tensors().forEach(name -> groups.put(name, group.name())));
    List<String> stages = network.stages().stream().map(Stage::name).toList();
    int before = stages.size() - 1;
    for (String tensor : tensors) {
      // a group that is no stage may be worked with anywhere
      before = Math.min(before, Math.max(0, stages.indexOf(groups.get(tensor))));
    }
    boolean computes = stages.subList(0, before).stream().anyMatch(groups::containsValue);
    return computes ? before : 0; // where nothing is computed, nothing is worth keeping
  }

  /** How many of them make the same of a sample in training too. */
  public int inTraining() {
    return variation.isPresent()
        ? 0
        : (int) stages.stream().takeWhile(stage -> !stage.isRandom()).count();
  }

  /** Bytes of a sample behind so many of them, about. */
  public long bytes(int count) {
    return count == 0 ? 0 : Float.BYTES * stages.get(count - 1).size();
  }

  /** The first of them by their names, such as {@code conv1 to layer4.1}. */
  public String names(int count) {
    String first = stages.get(0).name();
    return count == 1 ? first : first + " to " + stages.get(count - 1).name();
  }

  /** Why training computes all of them anew, in words; empty where it does not, or has none. */
  public Optional<String> obstacle() {
    if (stages.isEmpty() || inTraining() > 0) {
      return Optional.empty();
    }
    return variation.or(() -> Optional.of("dropout is drawn in %s".formatted(names(1))));
  }

  /** What is behind so many of them. */
  public Prefix prefix(int count, PrefixOptions options) {
    return count == 0 ? Prefix.NONE : new Prefix(network, count, options.memory());
  }
}
