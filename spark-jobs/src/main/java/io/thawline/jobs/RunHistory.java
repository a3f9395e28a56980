package io.thawline.jobs;

import io.thawline.schedule.Decision;
import io.thawline.state.ComputedBy;
import io.thawline.state.RoundState;
import io.thawline.storage.Manifest;
import io.thawline.storage.RoundRecord;
import io.thawline.storage.RunStore;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeSet;

/** The committed rounds of a run, and what is kept of them. */
final class RunHistory {
  private final RunContext context;
  private final RunStore store;
  private final PreparedPairs pairs;
  private final List<Manifest> rounds = new ArrayList<>();

  RunHistory(RunContext context, PreparedPairs pairs) {
    this.context = context;
    this.store = context.store();
    this.pairs = pairs;
  }

  /**
   * The round that the run goes on from.
   *
   * @param engine what computes from now on
   * @throws io.thawline.errors.ConfigurationException when it belongs to another run
   */
  Optional<Committed> resume(ComputedBy engine) {
    Optional<Manifest> latest = store.latest();
    latest.ifPresent(
        manifest -> {
          store.requireIdentity(manifest, identity(manifest.record().phase()));
          store.manifests().stream()
              .filter(earlier -> earlier.round() <= manifest.round())
              .forEach(rounds::add);
          context.progress().resumed(manifest.round());
          warnOfOtherBits(manifest.record().computedBy(), engine);
        });
    writeConfiguration();
    return latest.map(manifest -> new Committed(store.load(manifest), manifest));
  }

  private void warnOfOtherBits(ComputedBy before, ComputedBy now) {
    if (!before.equals(now)) {
      context
          .progress()
          .note(
              "warning: earlier rounds were computed by %s, later ones by %s: the run goes on, but its bits will not repeat"
                  .formatted(before, now));
    }
  }

  private void writeConfiguration() {
    store.writeFile("run.yaml", context.configuration().toYaml().getBytes(StandardCharsets.UTF_8));
  }

  /** Commits a round, then drops the data of rounds that nobody needs. */
  Committed commit(
      RoundState state,
      int phase,
      ComputedBy computedBy,
      SortedMap<String, Double> metrics,
      Decision decision) {
    SortedMap<String, String> identity = identity(phase);
    RoundRecord record =
        new RoundRecord(phase, computedBy, identity, Identity.sha256(identity), metrics, decision);
    Manifest manifest = store.commit(record, state);
    rounds.add(manifest);
    store.writeMetrics(rounds);
    store.retain(kept(decision));
    return new Committed(state, manifest);
  }

  private Set<Integer> kept(Decision decision) {
    Set<Integer> kept = new TreeSet<>(List.of(0, decision.bestRound()));
    int newest = rounds.size() - 1;
    for (int age = 0; age < context.config().checkpoint().keepLast() && age <= newest; age++) {
      kept.add(newest - age);
    }
    return kept;
  }

  private SortedMap<String, String> identity(int phase) {
    return Identity.of(context.configuration(), phase, pairs.fingerprint());
  }

  /** All rounds in order, from 0. */
  List<Manifest> rounds() {
    return List.copyOf(rounds);
  }

  /** The state right after the transfer. */
  RoundState first() {
    return store.load(rounds.get(0));
  }

  /** The best round so far. */
  Manifest best() {
    return rounds.get(latest().record().decision().bestRound());
  }

  RoundState bestState() {
    return store.load(best());
  }

  Manifest latest() {
    return rounds.get(rounds.size() - 1);
  }
}
