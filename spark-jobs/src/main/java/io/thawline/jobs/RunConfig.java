package io.thawline.jobs;

import io.thawline.averaging.AveragingOptions;
import io.thawline.cluster.SessionNeeds;
import io.thawline.cluster.TrainingSetup;
import io.thawline.config.Key;
import io.thawline.errors.ConfigurationException;
import io.thawline.network.UNetOptions;
import io.thawline.network.Zi2ziUNet;
import io.thawline.nn.DeviceOptions;
import io.thawline.nn.NativeOptions;
import io.thawline.nn.OptimizerOptions;
import io.thawline.sample.Sample;
import io.thawline.schedule.MonitorOptions;
import io.thawline.schedule.PhaseOptions;
import io.thawline.schedule.Schedule;
import io.thawline.task.FontTask;
import io.thawline.task.Task;
import io.thawline.transfer.TransferOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;

/** The configuration of a run: one component a top-level key. Checks what its parts cannot. */
public record RunConfig(
    RunOptions run,
    TaskOptions task,
    UNetOptions model,
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
      problems.addAll(
          Schedule.of(schedule, optimizer.lr()).unmatched(new Zi2ziUNet(model).layout()));
    } catch (ConfigurationException e) {
      problems.addAll(e.problems());
    }
    if (model.channels() != 1) {
      problems.add("model.channels must be 1 for task.kind font, got " + model.channels());
    }
    if (data.style() >= model.styles()) {
      problems.add(
          "data.style must be below model.styles (%d), got %d"
              .formatted(model.styles(), data.style()));
    }
    if (!problems.isEmpty()) {
      throw new IllegalArgumentException(String.join("\n", problems));
    }
  }

  /** What a run of this configuration asks of its Spark session. */
  public SessionNeeds needs() {
    return new SessionNeeds(
        switch (task.kind()) {
          case FONT -> setup(new FontTask(model));
        },
        library,
        device);
  }

  /** What the Spark tasks of a run need to know. */
  <S extends Sample> TrainingSetup<S> setup(Task<S> learned) {
    return new TrainingSetup<>(
        learned,
        Map.of(learned.mainNetwork(), optimizer),
        data.batchSize(),
        data.validationBatchSize(),
        averaging);
  }
}
