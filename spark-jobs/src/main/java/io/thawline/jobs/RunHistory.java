package io.thawline.jobs;

import io.thawline.cluster.LocalDirectory;
import io.thawline.errors.ConfigurationException;
import io.thawline.schedule.Decision;
import io.thawline.schedule.Monitor;
import io.thawline.schedule.Origin;
import io.thawline.schedule.Stand;
import io.thawline.state.ComputedBy;
import io.thawline.state.RoundState;
import io.thawline.storage.Manifest;
import io.thawline.storage.RoundRecord;
import io.thawline.storage.RunStore;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeSet;
import java.util.concurrent.CopyOnWriteArrayList;

/** The committed rounds of a run, and what is kept of them. */
final class RunHistory {
  private final RunContext context;
  private final RunStore store;
  private final List<Manifest> rounds = new CopyOnWriteArrayList<>();
  private Optional<PendingCommit> pending = Optional.empty();
  private Origin origin = Origin.NOTHING_NEW;

  private RunHistory(RunContext context) {
    this.context = context;
    this.store = context.store();
  }

  /**
   * The rounds that a run directory holds.
   *
   * @throws ConfigurationException when they belong to a run of other numbers
   * @throws io.thawline.errors.InputRefusedException when data that the run still needs are damaged
   */
  static RunHistory open(RunContext context) {
    RunHistory history = new RunHistory(context);
    context.store().latest().ifPresent(history::goOnFrom);
    return history;
  }

  private void goOnFrom(Manifest latest) {
    List<Manifest> all = store.manifests();
    rounds.addAll(all.subList(0, latest.round() + 1));
    origin = Identity.origin(latest);
    store.requireIdentity(latest, identity(begun(latest), dataOf(latest)));
    requirePhase(latest);
    store.requireWhole(rounds.get(0));
    store.requireWhole(best());
    if (all.size() > rounds.size()) {
      context
          .progress()
          .note(
              "warning: the data of round %d are damaged; the run goes back to round %d"
                  .formatted(all.size() - 1, latest.round()));
    }
  }

  private static String dataOf(Manifest round) {
    return round.record().identity().getOrDefault(Identity.DATA, "");
  }

  private void requirePhase(Manifest latest) {
    int phase = latest.record().phase();
    int epoch = Metrics.epoch(latest);
    if (latest.round() > 0 && epoch > context.schedule().phase(phase).maxTransitionEpoch()) {
      throw new ConfigurationException(
          "schedule.%d.max_transition_epoch ends the phase before epoch %d, which it has trained already: set it to %d or more, or use --fresh to begin anew."
              .formatted(phase, epoch, epoch));
    }
  }

  /**
   * The round that the run goes on from; empty when it has none yet. Brings the files up to date
   * that follow from the rounds.
   *
   * @param data fingerprint of the samples
   * @throws ConfigurationException when the run was begun with other data
   */
  Optional<Committed> resume(String data) {
    if (!rounds.isEmpty()) {
      store.requireIdentity(latest(), identity(begun(latest()), data));
      context.progress().resumed(latest().round());
      store.writeMetrics(rounds);
    }
    store.writeFile("run.yaml", context.configuration().toYaml().getBytes(StandardCharsets.UTF_8));
    return rounds.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new Committed(store.load(latest(), LocalDirectory.path()), latest().record()));
  }

  private static int begun(Manifest round) {
    return begun(round.round(), round.record().phase());
  }

  /** The last phase of which anything was trained; nothing binds one that may fail at once. */
  private static int begun(int round, int phase) {
    return round == 0 ? -1 : phase;
  }

  private SortedMap<String, String> identity(int phase, String data) {
    return Identity.of(context.configuration(), phase, data, origin);
  }

  /**
   * Begins to commit a round, once the one before it is durable; then drops the data of rounds that
   * nobody needs. The state must stay as it is.
   *
   * @param data fingerprint of the samples
   * @throws PendingCommit.Failed when the round before could not be committed
   */
  Committed commit(
      RoundState state,
      int phase,
      ComputedBy computedBy,
      SortedMap<String, Double> metrics,
      Decision decision,
      String data) {
    int round = state.position().round();
    SortedMap<String, String> identity = identity(begun(round, phase), data);
    String hash = Identity.sha256(identity, context.configuration());
    RoundRecord record = new RoundRecord(phase, computedBy, identity, hash, metrics, decision);
    settle();
    if (!rounds.isEmpty()) {
      warnOfOtherBits(latest().record().computedBy(), computedBy);
    }
    pending = Optional.of(PendingCommit.begin(round, phase, () -> place(record, state)));
    return new Committed(state, record);
  }

  private void place(RoundRecord record, RoundState state) {
    rounds.add(store.commit(record, state));
    context.progress().committed(latest().round());
    store.writeMetrics(rounds);
    store.retain(kept(record.decision()));
  }

  /**
   * Waits until every round is durable.
   *
   * @throws PendingCommit.Failed when one could not be committed
   */
  void settle() {
    if (pending.isEmpty()) {
      return;
    }
    PendingCommit commit = pending.get();
    pending = Optional.empty();
    commit.join();
  }

  /** The last round that is durable, also where the one after it just failed to be. */
  int lastGood(Exception failure) {
    try {
      settle();
    } catch (PendingCommit.Failed another) {
      failure.addSuppressed(another);
    }
    return latest().round();
  }

  private void warnOfOtherBits(ComputedBy before, ComputedBy now) {
    if (!before.equals(now)) {
      context
          .progress()
          .note(
              "warning: computed by (%s) from here on, by (%s) before: the run goes on, but its bits will not repeat"
                  .formatted(now.describe(), before.describe()));
    }
  }

  private Set<Integer> kept(Decision decision) {
    Monitor monitor = context.monitor();
    Set<Integer> kept = new TreeSet<>(List.of(0, decision.bestRound()));
    rounds.stream()
        .skip(1)
        .sorted(
            Comparator.comparing(round -> Metrics.of(round, monitor.metric()), monitor.bestFirst()))
        .limit(context.config().checkpoint().keepBest())
        .forEach(round -> kept.add(round.round()));
    int newest = rounds.size() - 1;
    int last =
        Math.max(
            context.config().checkpoint().keepLast(), context.config().averaging().publishMeanOf());
    for (int age = 0; age < last && age <= newest; age++) {
      kept.add(newest - age);
    }
    return kept;
  }

  /** Optimizer steps that the schedule had when training began; empty before that. */
  OptionalLong scheduledSteps() {
    Double steps =
        rounds.size() < 2 ? null : rounds.get(1).record().metrics().get(Metrics.SCHEDULED_STEPS);
    return steps == null ? OptionalLong.empty() : OptionalLong.of(steps.longValue());
  }

  /**
   * Begins a run, of parameters of that origin; its first commit is the state after the transfer.
   */
  void begin(Origin transferred) {
    origin = transferred;
  }

  /** Where the parameters come from. */
  Origin origin() {
    return origin;
  }

  /** Where the run stands in its schedule after its last durable round. */
  Stand stand() {
    Stand stand = Stand.BEGIN;
    for (Manifest round : rounds.subList(1, rounds.size())) {
      Decision before = rounds.get(round.round() - 1).record().decision();
      stand = stand.in(context.schedule(), round.round(), round.record().phase(), before);
    }
    return stand;
  }

  /**
   * Phases that are undone where the run ends with its last durable round: a last phase that was
   * undone once may have been made longer, and better, since.
   */
  Set<Integer> undone() {
    Set<Integer> undone = new TreeSet<>(stand().undone());
    if (latest().record().metrics().containsKey(Metrics.UNDONE)) {
      undone.add(latest().record().phase());
    }
    return undone;
  }

  boolean isEmpty() {
    return rounds.isEmpty();
  }

  /** All rounds in order, from 0. */
  List<Manifest> rounds() {
    return List.copyOf(rounds);
  }

  /** The state right after the transfer. */
  RoundState first() {
    return store.load(rounds.get(0), LocalDirectory.path());
  }

  /** The best round so far. */
  Manifest best() {
    return rounds.get(latest().record().decision().bestRound());
  }

  RoundState bestState() {
    return store.load(best(), LocalDirectory.path());
  }

  Manifest latest() {
    return rounds.get(rounds.size() - 1);
  }
}
