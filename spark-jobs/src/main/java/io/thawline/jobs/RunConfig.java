package io.thawline.jobs;

import io.thawline.averaging.AveragingOptions;
import io.thawline.cluster.SessionNeeds;
import io.thawline.cluster.TrainingSetup;
import io.thawline.config.Key;
import io.thawline.errors.ConfigurationException;
import io.thawline.network.NetworkOptions;
import io.thawline.nn.DeviceOptions;
import io.thawline.nn.NativeOptions;
import io.thawline.nn.OptimizerOptions;
import io.thawline.nn.Weights;
import io.thawline.sample.Sample;
import io.thawline.schedule.MonitorOptions;
import io.thawline.schedule.PhaseOptions;
import io.thawline.schedule.Schedule;
import io.thawline.task.Task;
import io.thawline.task.TaskOptions;
import io.thawline.tensor.Layout;
import io.thawline.transfer.TransferOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;

/** The configuration of a run: one component a top-level key. Checks what its parts cannot. */
public record RunConfig(
    RunOptions run,
    TaskOptions task,
    NetworkOptions model,
    TransferOptions init,
    DataOptions data,
    OptimizerOptions optimizer,
    @Key(help = "the phases, by number from 0") SortedMap<Integer, PhaseOptions> schedule,
    MonitorOptions monitor,
    AveragingOptions averaging,
    DeviceOptions device,
    @Key(name = "native") NativeOptions library,
    CheckpointOptions checkpoint,
    ReportOptions report) {
  public RunConfig {
    List<String> problems = new ArrayList<>();
    try {
      Schedule phases = Schedule.of(schedule, optimizer.lr());
      Layout layout = model.network().layout();
      problems.addAll(phases.unmatched(layout));
      tooLarge(phases, schedule.keySet(), layout).ifPresent(problems::add);
    } catch (ConfigurationException e) {
      problems.addAll(e.problems());
    }
    problems.addAll(task.problems(model));
    problems.addAll(data.problems(task, model));
    if (!problems.isEmpty()) {
      throw new IllegalArgumentException(String.join("\n", problems));
    }
  }

  /** The first phase whose training the engine could not hold: later ones train no less. */
  private static Optional<String> tooLarge(Schedule phases, Set<Integer> numbers, Layout layout) {
    return numbers.stream()
        .flatMap(
            number ->
                Weights.tooLarge(layout, phases.groups(number, layout)).stream()
                    .map(
                        problem ->
                            "schedule.%d.params: %s: name fewer parameters, or take a smaller network"
                                .formatted(number, problem)))
        .findFirst();
  }

  /** What a run of this configuration asks of its Spark session. */
  public SessionNeeds needs() {
    return new SessionNeeds(setup(task.task(model)), library, device);
  }

  /** What the Spark tasks of a run need to know. */
  <S extends Sample> TrainingSetup<S> setup(Task<S> learned) {
    return new TrainingSetup<>(
        learned,
        Map.of(learned.mainNetwork(), optimizer),
        data.batches().size(),
        data.batches().validationSize(),
        averaging);
  }
}
