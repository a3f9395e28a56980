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
import io.thawline.schedule.Origin;
import io.thawline.schedule.PhaseOptions;
import io.thawline.schedule.Schedule;
import io.thawline.schedule.ScheduleMode;
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
import java.util.TreeSet;
import java.util.stream.IntStream;

/** The configuration of a run: one component a top-level key. Checks what its parts cannot. */
public record RunConfig(
    RunOptions run,
    TaskOptions task,
    NetworkOptions model,
    TransferOptions init,
    DataOptions data,
    OptimizerOptions optimizer,
    @Key(
            help = "a schedule by name, where schedule is left out",
            defaultValue = "custom",
            example = "gradual")
        ScheduleMode mode,
    @Key(help = "length of the schedule of a mode", defaultValue = "20", kind = Key.Kind.EXTENDABLE)
        int epochs,
    @Key(
            help = "the phases, by number from 0",
            defaultValue = "{}",
            example = "{0: {params: ['.*'], max_transition_epoch: 10}}")
        SortedMap<Integer, PhaseOptions> schedule,
    MonitorOptions monitor,
    AveragingOptions averaging,
    DeviceOptions device,
    @Key(name = "native") NativeOptions library,
    CheckpointOptions checkpoint,
    ReportOptions report) {
  public RunConfig {
    List<String> problems = new ArrayList<>();
    if (epochs < 1) {
      problems.add("epochs must be at least 1, got " + epochs);
    } else if (mode != ScheduleMode.CUSTOM) {
      SortedMap<Integer, PhaseOptions> named =
          mode.phases(model.network().layout(), epochs, optimizer.lr());
      if (!schedule.isEmpty() && !schedule.equals(named)) {
        problems.add(
            "schedule must be left out where mode names one: remove it, or set mode: custom");
      }
      schedule = named; // so that phases which have run count as they would if written out
    }
    try {
      Schedule phases = Schedule.of(schedule, optimizer.lr());
      Layout layout = model.network().layout();
      problems.addAll(phases.unmatched(layout));
      if (problems.isEmpty() && !phases.needsOrigin()) {
        problems.addAll(untrainable(phases, layout, new Origin(Set.of())));
      }
    } catch (ConfigurationException e) {
      problems.addAll(e.problems());
    }
    problems.addAll(task.problems(model));
    if (task.problems(model).isEmpty()) {
      problems.addAll(unknownMetric(monitor.metric(), task.task(model).judged().keySet()));
    }
    problems.addAll(data.problems(task, model));
    if (!problems.isEmpty()) {
      throw new IllegalArgumentException(String.join("\n", problems));
    }
  }

  private static List<String> unknownMetric(String metric, Set<String> judged) {
    return judged.contains(metric)
        ? List.of()
        : List.of(
            "monitor.metric must be one that the task computes, got %s: write one of %s"
                .formatted(metric, String.join(", ", new TreeSet<>(judged))));
  }

  /** What the schedule does to the network that the transfer is into. */
  Schedule phases() {
    return Schedule.of(schedule, optimizer.lr());
  }

  /**
   * Refuses a schedule in which a phase would train nothing, or more than the engine can hold.
   *
   * @throws ConfigurationException with one line for each problem
   */
  void requireTrainable(Origin origin) {
    List<String> problems = untrainable(phases(), model.network().layout(), origin);
    if (!problems.isEmpty()) {
      throw new ConfigurationException(problems);
    }
  }

  private static List<String> untrainable(Schedule phases, Layout layout, Origin origin) {
    List<String> problems = phases.problems(layout, origin);
    return problems.isEmpty() ? tooLarge(phases, layout, origin).stream().toList() : problems;
  }

  /** The first phase whose training the engine could not hold: later ones train no less. */
  private static Optional<String> tooLarge(Schedule phases, Layout layout, Origin origin) {
    return IntStream.range(0, phases.count())
        .boxed()
        .flatMap(
            number ->
                Weights.tooLarge(layout, phases.groups(number, layout, origin)).stream()
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
