package io.thawline.jobs;

import io.thawline.averaging.AveragingOptions;
import io.thawline.cluster.SentFile;
import io.thawline.cluster.SessionNeeds;
import io.thawline.cluster.TrainingSetup;
import io.thawline.config.Key;
import io.thawline.errors.ConfigurationException;
import io.thawline.io.Opener;
import io.thawline.network.NetworkOptions;
import io.thawline.network.OpenedScript;
import io.thawline.network.ScriptOptions;
import io.thawline.nn.DeviceOptions;
import io.thawline.nn.NativeOptions;
import io.thawline.nn.OptimizerOptions;
import io.thawline.sample.Sample;
import io.thawline.schedule.MonitorOptions;
import io.thawline.schedule.Origin;
import io.thawline.schedule.PhaseOptions;
import io.thawline.schedule.Schedule;
import io.thawline.schedule.ScheduleMode;
import io.thawline.task.AdversarialTask;
import io.thawline.task.Task;
import io.thawline.task.TaskOptions;
import io.thawline.train.PrefixOptions;
import io.thawline.train.Recalibration;
import io.thawline.transfer.TransferOptions;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.spark.api.java.JavaSparkContext;

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
    @Key(help = "the network that task.kind font_adversarial learns against")
        Optional<DiscriminatorRun> discriminator,
    MonitorOptions monitor,
    AveragingOptions averaging,
    PrefixOptions prefixCache,
    DeviceOptions device,
    @Key(name = "native") NativeOptions library,
    CheckpointOptions checkpoint,
    ReportOptions report) {
  public RunConfig {
    List<String> problems = new ArrayList<>();
    if (epochs < 1) {
      problems.add("epochs must be at least 1, got " + epochs);
    } else if (mode != ScheduleMode.CUSTOM && !(model instanceof ScriptOptions)) {
      SortedMap<Integer, PhaseOptions> named =
          mode.phases(model.network().layout(), epochs, optimizer.lr());
      if (!schedule.isEmpty() && !schedule.equals(named)) {
        problems.add(
            "schedule must be left out where mode names one: remove it, or set mode: custom");
      }
      schedule = named; // so that phases which have run count as they would if written out
    }
    if (mode == ScheduleMode.CUSTOM || !(model instanceof ScriptOptions)) { // else not known yet
      problems.addAll(
          new NetworkPlan("", model, Optional.of(init), optimizer, schedule).problems());
    }
    Learning learning = new Learning(task, model, discriminator);
    learning.judge(optimizer).map(NetworkPlan::problems).ifPresent(problems::addAll);
    if (model instanceof ScriptOptions) {
      problems.addAll(unfit(mode, init));
    }
    problems.addAll(learning.problems(monitor.metric()));
    problems.addAll(data.problems(task, model));
    if (checkpoint.recalibrateBatchNorm()
        && (model instanceof ScriptOptions || !Recalibration.isFor(model.network().layout()))) {
      problems.add(
          "checkpoint.recalibrate_batch_norm is for a model with BatchNorm layers, and this one"
              + " shows none: leave it out");
    }
    if (!problems.isEmpty()) {
      throw new IllegalArgumentException(String.join("\n", problems));
    }
  }

  /** A module begins with the weights that it has. */
  private static List<String> unfit(ScheduleMode mode, TransferOptions init) {
    List<String> problems = new ArrayList<>();
    if (!init.isFresh()) {
      problems.add(
          "init is not for model.kind torchscript, which starts from its own weights: leave it"
              + " out");
    }
    if (mode == ScheduleMode.SCRATCH) {
      problems.add(
          "mode must not be scratch for model.kind torchscript, which starts from its own weights:"
              + " write for example full");
    }
    return problems;
  }

  /**
   * The same with the TorchScript module that it names opened, if it names one: what the module's
   * tensors decide is judged here.
   *
   * @throws io.thawline.errors.UserException when the module is refused, or something does not fit
   */
  public RunConfig opened(Opener files) {
    if (!(model instanceof ScriptOptions script)) {
      return this;
    }
    NetworkOptions module = TrustedModule.opened(script, files);
    TransferOptions own = TransferOptions.of(script.from()).pinned(script.trustedSha256());
    try {
      return of(module, own);
    } catch (IllegalArgumentException e) {
      throw new ConfigurationException(String.valueOf(e.getMessage()).lines().toList());
    }
  }

  private RunConfig of(NetworkOptions network, TransferOptions start) {
    return new RunConfig(
        run,
        task,
        network,
        start,
        data,
        optimizer,
        mode,
        epochs,
        schedule,
        discriminator,
        monitor,
        averaging,
        prefixCache,
        device,
        library,
        checkpoint,
        report);
  }

  /** The same with the module's file where tasks can read it, if there is one. */
  RunConfig sent(JavaSparkContext spark) {
    return model instanceof OpenedScript module
        ? of(module.at(SentFile.send(spark, module.archive().bytes())), init)
        : this;
  }

  /** The networks of the run, by the names that its task has for them. */
  SortedMap<String, NetworkPlan> networks() {
    SortedMap<String, NetworkPlan> plans = new TreeMap<>();
    plans.put(learned().mainNetwork(), main());
    learning().judge(optimizer).ifPresent(plan -> plans.put(AdversarialTask.DISCRIMINATOR, plan));
    if (mode == ScheduleMode.SCRATCH) {
      plans.replaceAll((name, plan) -> plan.fromScratch());
    }
    return plans;
  }

  private NetworkPlan main() {
    return new NetworkPlan(
        "",
        model,
        Optional.of(init).filter(given -> mode != ScheduleMode.SCRATCH),
        optimizer,
        schedule);
  }

  /** Whether no checkpoint is taken from for the main network. */
  boolean startsFresh() {
    return mode == ScheduleMode.SCRATCH || init.isFresh();
  }

  /** The checkpoints that the networks start from. */
  List<TransferOptions> inits() {
    return networks().values().stream().flatMap(plan -> plan.init().stream()).toList();
  }

  /** What the schedule does to the network that the transfer is into. */
  Schedule phases() {
    return main().schedule();
  }

  /**
   * Refuses a schedule in which a phase would train nothing, or more than the engine can hold.
   *
   * @param undone phases that were undone already
   * @throws ConfigurationException with one line for each problem
   */
  void requireTrainable(Origin origin, Set<Integer> undone) {
    List<String> problems = main().problems(origin, undone);
    if (!problems.isEmpty()) {
      throw new ConfigurationException(problems);
    }
  }

  /** What the networks learn. */
  Task<?> learned() {
    return learning().learned();
  }

  private Learning learning() {
    return new Learning(task, model, discriminator);
  }

  /** What a run of this configuration asks of its Spark session. */
  public SessionNeeds needs() {
    return new SessionNeeds(setup(learned()), library, device);
  }

  /** What the Spark tasks of a run need to know. */
  <S extends Sample> TrainingSetup<S> setup(Task<S> learned) {
    Map<String, OptimizerOptions> optimizers = new HashMap<>();
    networks().forEach((name, plan) -> optimizers.put(name, plan.optimizer()));
    return new TrainingSetup<>(
        learned, optimizers, data.batches().size(), data.batches().validationSize(), averaging);
  }
}
