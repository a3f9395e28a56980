package io.thawline.jobs;

import io.thawline.cluster.SentState;
import io.thawline.cluster.StateSender;
import io.thawline.cluster.TrainedRound;
import io.thawline.errors.RunFailedException;
import io.thawline.errors.UserException;
import io.thawline.schedule.Decision;
import io.thawline.schedule.ParameterGroup;
import io.thawline.schedule.Schedule;
import io.thawline.state.Position;
import io.thawline.state.RoundState;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** One round: train, average, evaluate, judge, commit. */
final class RoundStep implements AutoCloseable {
  private final RunContext context;
  private final RunJobs jobs;
  private final RunHistory history;
  private final Schedule schedule;
  private final StateSender sender;
  private final Pace pace;
  private SentState sent;

  /**
   * Rounds that follow a state.
   *
   * @param start the state that the run begins or goes on with
   */
  RoundStep(RunContext context, RunJobs jobs, RunHistory history, RoundState start) {
    this.context = context;
    this.jobs = jobs;
    this.history = history;
    this.schedule = context.schedule();
    this.sender = new StateSender(context.spark(), start);
    this.sent = sender.send(start);
    this.pace = new Pace(schedule.lastEpoch());
  }

  /** Whether the schedule ends with that round. */
  boolean isLast(Committed last) {
    return last.round() >= schedule.lastEpoch();
  }

  /**
   * Runs and commits the round after one.
   *
   * @throws RunFailedException naming the round, the phase and the last good checkpoint
   */
  Committed after(Committed last) {
    int round = last.round() + 1;
    int phase = schedule.phaseOf(round);
    context.progress().roundBegins(round, schedule.lastEpoch(), phase);
    try {
      return run(last, round, phase);
    } catch (Exception e) { // Spark throws checked exceptions that it does not declare
      if (UserException.in(e).orElse(null) instanceof RunFailedException known) {
        throw explained(known, e, last, round, phase);
      }
      throw e;
    }
  }

  private Committed run(Committed last, int round, int phase) {
    pace.begin();
    TrainedRound trained = jobs.training().train(last.state(), sent, groups(phase));
    RoundState next = next(last.state(), trained, phase);
    resend(next);
    double valLoss = Metrics.mean(jobs.evaluation().score(sent));
    Decision decision =
        context.monitor().judge(last.manifest().record().decision(), round, valLoss);
    Duration took = pace.end();
    SortedMap<String, Double> metrics = new TreeMap<>();
    metrics.put(Metrics.TRAIN_LOSS, trained.trainLoss());
    metrics.put(Metrics.VAL_LOSS, valLoss);
    metrics.put(Metrics.SECONDS, took.toMillis() / 1e3);
    Committed committed = history.commit(next, phase, trained.computedBy(), metrics, decision);
    context
        .progress()
        .roundFinished(
            new RoundSummary(
                round,
                schedule.lastEpoch(),
                phase,
                trained.trainLoss(),
                valLoss,
                decision.bestLoss(),
                decision.improved(),
                trained.samples() * 1e9 / took.toNanos(),
                took.toMillis() / 1e3,
                pace.left(round).toMillis() / 1e3));
    return committed;
  }

  private Map<String, List<ParameterGroup>> groups(int phase) {
    Map<String, List<ParameterGroup>> groups = new TreeMap<>();
    jobs.setup()
        .layouts()
        .forEach((network, layout) -> groups.put(network, schedule.groups(phase, layout)));
    return groups;
  }

  private RoundState next(RoundState before, TrainedRound trained, int phase) {
    Position position = before.position();
    int round = position.round() + 1;
    int nextPhase = schedule.phaseOf(round + 1);
    return new RoundState(
        trained.networks(),
        new Position(
            round,
            nextPhase,
            nextPhase == phase ? position.phaseRounds() + 1 : 0,
            position.step() + trained.steps(),
            position.samples() + trained.samples()),
        before.seed());
  }

  private void resend(RoundState next) {
    SentState before = sent;
    sent = sender.send(next);
    before.destroy();
  }

  private RunFailedException explained(
      RunFailedException known, Exception failure, Committed last, int round, int phase) {
    return new RunFailedException(
        "Round %d (phase %d) failed: %s. The last good checkpoint is round %d in %s."
            .formatted(round, phase, known.getMessage(), last.round(), context.store().location()),
        failure);
  }

  @Override
  public void close() {
    sent.destroy();
    sender.close();
  }
}
