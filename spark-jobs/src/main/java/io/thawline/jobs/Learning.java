package io.thawline.jobs;

import io.thawline.network.NetworkOptions;
import io.thawline.network.UNetOptions;
import io.thawline.nn.OptimizerOptions;
import io.thawline.task.AdversarialFontOptions;
import io.thawline.task.Task;
import io.thawline.task.TaskOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * What the networks of a run learn, and against which other.
 *
 * @param discriminator as configured; the usual one where it is left out and the task has one
 */
record Learning(TaskOptions task, NetworkOptions model, Optional<DiscriminatorRun> discriminator) {
  Task<?> learned() {
    return task instanceof AdversarialFontOptions adversarial
        ? adversarial.task(model, discriminator.orElse(DiscriminatorRun.DEFAULT).baseChannels())
        : task.task(model);
  }

  /** The network that judges the main one, if there is one. */
  Optional<NetworkPlan> judge(OptimizerOptions optimizer) {
    return task instanceof AdversarialFontOptions && model instanceof UNetOptions generator
        ? Optional.of(discriminator.orElse(DiscriminatorRun.DEFAULT).plan(generator, optimizer))
        : Optional.empty();
  }

  /** One line for each reason why it cannot be learned, or not be monitored by that metric. */
  List<String> problems(String metric) {
    List<String> problems = new ArrayList<>();
    if (discriminator.isPresent() && !(task instanceof AdversarialFontOptions)) {
      problems.add(
          "discriminator is for task.kind font_adversarial, not for %s: leave it out, or change the task"
              .formatted(task.name()));
    }
    List<String> unfit = task.problems(model);
    problems.addAll(unfit.isEmpty() ? unknown(metric, learned().judged().keySet()) : unfit);
    return problems;
  }

  private static List<String> unknown(String metric, Set<String> judged) {
    return judged.contains(metric)
        ? List.of()
        : List.of(
            "monitor.metric must be one that the task computes, got %s: write one of %s"
                .formatted(metric, String.join(", ", new TreeSet<>(judged))));
  }
}
