package io.thawline.jobs;

import io.thawline.averaging.AveragingOptions;
import io.thawline.averaging.OuterStep;
import io.thawline.averaging.Velocity;
import io.thawline.cluster.RunGauge;
import io.thawline.cluster.SentState;
import io.thawline.cluster.StateSender;
import io.thawline.cluster.TrainedRound;
import io.thawline.cluster.TrainingJob;
import io.thawline.errors.RunFailedException;
import io.thawline.sample.Sample;
import io.thawline.schedule.Decision;
import io.thawline.schedule.Monitor;
import io.thawline.schedule.ParameterGroup;
import io.thawline.schedule.Round;
import io.thawline.schedule.Rounds;
import io.thawline.schedule.Schedule;
import io.thawline.schedule.Stand;
import io.thawline.state.RoundState;
import io.thawline.tensor.Layout;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/** One round: train, average, evaluate, judge, commit. */
final class RoundStep<S extends Sample> implements AutoCloseable {
  /** Below this the mean of the updates is much shorter than they are. */
  private static final double DISAGREEMENT = 0.01;

  private final RunContext context;
  private final RunJobs<S> jobs;
  private final RunHistory history;
  private final RoundFailures failures;
  private final String data;
  private final String main;
  private final Schedule schedule;

  private final OtherSchedules others;
  private final Rounds rounds;
  private final OuterStep outer;
  private final StateSender sender;
  private final Pace pace;
  private SentState sent;
  private Stand stand;

  /**
   * Rounds that follow a state.
   *
   * @param data fingerprint of the samples
   * @param start the round that the run begins or goes on with
   */
  RoundStep(RunContext context, RunJobs<S> jobs, RunHistory history, String data, Committed start) {
    this.context = context;
    this.jobs = jobs;
    this.history = history;
    this.data = data;
    this.failures = new RoundFailures(history, context.store().location());
    this.main = jobs.setup().task().mainNetwork();
    this.others = new OtherSchedules(context.config().networks(), main);
    this.schedule = context.schedule();
    this.stand = history.stand();
    this.rounds = jobs.training().rounds();
    context.config().requireTrainable(history.origin(), undone(start)); // phases may have changed
    AveragingOptions averaging = context.config().averaging();
    this.outer = begun(start, averaging.outer().step(averaging.workers(), rounds.count()));
    this.sender = new StateSender(context.spark(), start.state());
    this.sent = sender.send(start.state());
    this.pace = new Pace(rounds.count());
  }

  /** A run that is made longer keeps the momentum that it began with, for its length decides it. */
  private static OuterStep begun(Committed start, OuterStep now) {
    Double momentum = start.record().metrics().get(Metrics.OUTER_MOMENTUM);
    return momentum == null ? now : now.withMomentum(momentum);
  }

  /** Whether the schedule ends with that round. */
  boolean isLast(Committed last) {
    return last.round() >= rounds.count()
        || (stand.phase() == schedule.count() - 1 && isOver(last.round(), last.decision()));
  }

  private boolean isOver(int round, Decision decision) {
    return stand.isOver(schedule, round, rounds.at(round + 1).epoch(), decision);
  }

  /** Phases that are undone in the round after one. */
  private Set<Integer> undone(Committed last) {
    return isOver(last.round(), last.decision())
        ? stand.in(schedule, last.round() + 1, stand.phase() + 1, last.decision()).undone()
        : stand.undone();
  }

  /** Enters the phase of the round after one, with the weights that it begins with. */
  private Committed entered(Committed last) {
    if (!isOver(last.round(), last.decision())) {
      return last;
    }
    PhaseEnd end = new PhaseEnd(schedule, stand, last.round(), last.decision());
    end.lines().forEach(context.progress()::note);
    stand = stand.in(schedule, last.round() + 1, stand.phase() + 1, last.decision());
    return end.isRestored() ? restored(last) : last;
  }

  /** The best round's weights where the run stands now. */
  private Committed restored(Committed last) {
    history.settle();
    RoundState best = history.bestState();
    RoundState state =
        new RoundState(best.networks(), last.state().position(), last.state().seed());
    resend(state);
    return new Committed(state, last.record());
  }

  /**
   * Runs and commits the round after one.
   *
   * @throws RunFailedException naming the round, the phase and the last good checkpoint
   */
  Committed after(Committed before) {
    Round round = rounds.at(before.round() + 1);
    Committed last = goneOn(before);
    int phase = stand.phase();
    context.progress().roundBegins(round.number(), rounds.count(), phase);
    try {
      TrainingJob<S> job = jobs.training().inEpoch(round.epoch());
      pace.begin();
      Map<String, List<ParameterGroup>> groups = groups(round);
      FrozenLayers.Kept kept = jobs.frozen().with(groups);
      TrainedRound trained =
          job.train(
              last.state(), sent, groups, round, outer, velocity(last, round), kept.training());
      RoundState next = next(last.state(), trained);
      resend(next);
      SortedMap<String, Double> scores = jobs.score(sent, kept.evaluation());
      warn(trained);
      return commit(last, next, round, phase, trained, scores);
    } catch (Exception e) { // Spark throws checked exceptions that it does not declare
      throw failures.explained(e, round.number(), phase);
    }
  }

  private Committed goneOn(Committed before) {
    try {
      return entered(before);
    } catch (PendingCommit.Failed late) {
      throw failures.explained(late, late.round(), late.phase());
    }
  }

  /** What a phase thaws has not moved yet, and what moved before is to follow other rates. */
  private Velocity velocity(Committed last, Round round) {
    int epoch = last.record().metrics().getOrDefault(Metrics.EPOCH, 0.0).intValue();
    boolean same = last.record().phase() == stand.phase() && others.keepPhase(epoch, round.epoch());
    return same ? Velocity.KEPT : Velocity.RESET;
  }

  private void warn(TrainedRound trained) {
    trained.lost().forEach(shard -> context.progress().note("warning: left out: " + shard));
    if (trained.cosine().orElse(1) < DISAGREEMENT) {
      context
          .progress()
          .note(
              "warning: shards disagree: the mean cosine between their updates is %.2f; average more often (averaging.every), or lower the learning rates"
                  .formatted(trained.cosine().getAsDouble()));
    }
  }

  private Committed commit(
      Committed last,
      RoundState next,
      Round round,
      int phase,
      TrainedRound trained,
      SortedMap<String, Double> scores) {
    Monitor monitor = context.monitor();
    Decision decision =
        monitor.judge(last.decision(), round.number(), Metrics.of(scores, monitor.metric()));
    Duration took = pace.end();
    SortedMap<String, Double> metrics = metrics(round, trained, took);
    metrics.putAll(scores);
    metrics.putAll(phaseEnd(round, decision));
    Committed committed =
        history.commit(next, phase, trained.computedBy(), metrics, decision, data);
    tell(round, phase, trained, Metrics.of(scores, Metrics.VAL_LOSS), decision.improved(), took);
    return committed;
  }

  private SortedMap<String, Double> metrics(Round round, TrainedRound trained, Duration took) {
    SortedMap<String, Double> metrics = new TreeMap<>(trained.losses());
    metrics.put(Metrics.SECONDS, took.toMillis() / 1e3);
    metrics.put(Metrics.EPOCH, (double) round.epoch());
    metrics.put(Metrics.OUTER_MOMENTUM, outer.momentum());
    metrics.put(Metrics.SCHEDULED_STEPS, (double) jobs.scheduledSteps());
    metrics.put(Metrics.LOST_SHARDS, (double) trained.lost().size());
    trained.cosine().ifPresent(cosine -> metrics.put(Metrics.COSINE, cosine));
    return metrics;
  }

  private void tell(
      Round round,
      int phase,
      TrainedRound trained,
      double valLoss,
      boolean improved,
      Duration took) {
    double trainLoss = Metrics.of(trained.losses(), Metrics.TRAIN_LOSS);
    double samplesPerSecond = trained.samples() * 1e9 / took.toNanos();
    RunGauge.show(round.number(), trainLoss, valLoss, samplesPerSecond);
    context
        .progress()
        .roundFinished(
            new RoundSummary(
                round.number(),
                rounds.count(),
                round.epoch(),
                phase,
                trainLoss,
                valLoss,
                improved,
                trained.cosine(),
                samplesPerSecond,
                took.toMillis() / 1e3,
                pace.left(round.number()).toMillis() / 1e3));
  }

  private Map<String, Double> phaseEnd(Round round, Decision decision) {
    if (!isOver(round.number(), decision)) {
      return Map.of();
    }
    return stand.isUndone(schedule, decision)
        ? Map.of(Metrics.PHASE_ENDED, 1.0, Metrics.UNDONE, 1.0)
        : Map.of(Metrics.PHASE_ENDED, 1.0);
  }

  /**
   * Says how the last phase ended, and waits until every round is durable.
   *
   * @throws RunFailedException naming the round that could not be committed, and the last good one
   */
  void end(Committed last) {
    if (isOver(last.round(), last.decision())) {
      new PhaseEnd(schedule, stand, last.round(), last.decision())
          .ending()
          .forEach(context.progress()::note);
    }
    try {
      history.settle();
    } catch (PendingCommit.Failed late) {
      throw failures.explained(late, late.round(), late.phase());
    }
  }

  private Map<String, List<ParameterGroup>> groups(Round round) {
    Map<String, List<ParameterGroup>> groups = others.groups(round, jobs.setup());
    Layout layout = jobs.setup().layout(main);
    groups.put(main, schedule.groups(stand.phase(), stand.undone(), layout, history.origin()));
    return groups;
  }

  private static RoundState next(RoundState before, TrainedRound trained) {
    return new RoundState(
        trained.networks(),
        before.position().next(trained.steps(), trained.samples()),
        before.seed());
  }

  private void resend(RoundState next) {
    SentState before = sent;
    sent = sender.send(next);
    before.close();
  }

  @Override
  public void close() {
    sent.close();
    sender.close();
  }
}
