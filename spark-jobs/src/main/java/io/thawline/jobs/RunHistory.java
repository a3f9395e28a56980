package io.thawline.jobs;

import io.thawline.cluster.LocalDirectory;
import io.thawline.errors.ConfigurationException;
import io.thawline.schedule.Decision;
import io.thawline.schedule.Schedule;
import io.thawline.state.ComputedBy;
import io.thawline.state.RoundState;
import io.thawline.storage.Manifest;
import io.thawline.storage.RoundRecord;
import io.thawline.storage.RunStore;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
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
    store.requireIdentity(
        latest, Identity.of(context.configuration(), latest.record().phase(), dataOf(latest)));
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
    Schedule schedule = context.schedule();
    int phase = latest.record().phase();
    int epoch = Metrics.epoch(latest);
    if (latest.round() > 0 && schedule.phaseOf(epoch) != phase) {
      throw new ConfigurationException(
          "schedule.%d.max_transition_epoch ends the phase before epoch %d, which it has trained already: set it to %d or more, or use --fresh to begin anew."
              .formatted(phase, epoch, epoch));
    }
  }

  /**
   * The round that the run goes on from; empty when it has none yet. Brings the files up to date
   * that follow from the rounds.
   *
   * @throws ConfigurationException when the run was begun with other data
   */
  Optional<Committed> resume(PreparedPairs pairs) {
    if (!rounds.isEmpty()) {
      store.requireIdentity(latest(), identity(latest().record().phase(), pairs));
      context.progress().resumed(latest().round());
      store.writeMetrics(rounds);
    }
    store.writeFile("run.yaml", context.configuration().toYaml().getBytes(StandardCharsets.UTF_8));
    return rounds.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new Committed(store.load(latest(), LocalDirectory.path()), latest().record()));
  }

  private SortedMap<String, String> identity(int phase, PreparedPairs pairs) {
    return Identity.of(context.configuration(), phase, pairs.fingerprint());
  }

  /**
   * Begins to commit a round, once the one before it is durable; then drops the data of rounds that
   * nobody needs. The state must stay as it is.
   *
   * @throws PendingCommit.Failed when the round before could not be committed
   */
  Committed commit(
      RoundState state,
      int phase,
      ComputedBy computedBy,
      SortedMap<String, Double> metrics,
      Decision decision,
      PreparedPairs pairs) {
    SortedMap<String, String> identity = identity(phase, pairs);
    String hash = Identity.sha256(identity, context.configuration());
    RoundRecord record = new RoundRecord(phase, computedBy, identity, hash, metrics, decision);
    settle();
    if (!rounds.isEmpty()) {
      warnOfOtherBits(latest().record().computedBy(), computedBy);
    }
    int round = state.position().round();
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
    Set<Integer> kept = new TreeSet<>(List.of(0, decision.bestRound()));
    rounds.stream()
        .skip(1)
        .sorted(Comparator.comparingDouble(round -> Metrics.of(round, Metrics.VAL_LOSS)))
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
