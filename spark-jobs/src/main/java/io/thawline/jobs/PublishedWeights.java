package io.thawline.jobs;

import io.thawline.averaging.StateMean;
import io.thawline.cluster.LocalDirectory;
import io.thawline.errors.InputRefusedException;
import io.thawline.sample.Sample;
import io.thawline.schedule.Monitor;
import io.thawline.state.RoundState;
import io.thawline.storage.Manifest;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SortedMap;

/**
 * Chooses what a run hands over, on the validation samples: the best round, or a mean of the last
 * rounds where that scores better. Where that is asked for, BatchNorm's statistics of each are
 * computed anew first, so that what is compared is what would be handed over.
 */
final class PublishedWeights<S extends Sample> {
  private final RunContext context;
  private final RunJobs<S> jobs;
  private final RunHistory history;

  PublishedWeights(RunContext context, RunJobs<S> jobs, RunHistory history) {
    this.context = context;
    this.jobs = jobs;
    this.history = history;
  }

  /**
   * What is handed over.
   *
   * @param what in words, such as {@code round 12} or {@code mean of rounds 10 to 12}
   */
  record Chosen(String what, RoundState state, SortedMap<String, Double> metrics) {
    double valLoss() {
      return Metrics.of(metrics, Metrics.VAL_LOSS);
    }
  }

  Chosen choose() {
    Manifest best = history.best();
    Chosen chosen =
        recalibrated(
            new Chosen("round " + best.round(), history.bestState(), best.record().metrics()));
    List<Manifest> last = lastRounds();
    if (last.size() < 2) {
      return chosen;
    }
    String rounds =
        "of rounds %d to %d".formatted(last.get(0).round(), last.get(last.size() - 1).round());
    List<RoundState> states =
        last.stream().map(round -> context.store().load(round, LocalDirectory.path())).toList();
    List<Long> equal = new ArrayList<>();
    List<Long> doubling = new ArrayList<>();
    for (int i = 0; i < states.size(); i++) {
      equal.add(1L);
      doubling.add(1L << i);
    }
    chosen = better(chosen, mean("mean " + rounds, states, equal));
    return better(chosen, mean("running mean " + rounds, states, doubling));
  }

  private List<Manifest> lastRounds() {
    List<Manifest> trained = history.rounds().stream().filter(round -> round.round() > 0).toList();
    int wanted = Math.min(trained.size(), context.config().averaging().publishMeanOf());
    int kept = 0;
    while (kept < wanted && isWhole(trained.get(trained.size() - 1 - kept))) {
      kept++;
    }
    if (kept < wanted) {
      context
          .progress()
          .note(
              "warning: the data of only %d of the last %d rounds are there"
                  .formatted(kept, wanted));
    }
    return trained.subList(trained.size() - kept, trained.size());
  }

  /** Data of rounds that nobody was going to need are deleted. */
  private boolean isWhole(Manifest round) {
    try {
      context.store().requireWhole(round);
      return true;
    } catch (InputRefusedException damaged) {
      return false;
    }
  }

  private Chosen mean(String what, List<RoundState> states, List<Long> weights) {
    context.progress().stage("Scoring the " + what);
    RoundState mean = StateMean.of(jobs.setup().layouts(), states, weights, LocalDirectory.path());
    return recalibrated(new Chosen(what, mean, jobs.score(context, mean)));
  }

  private Chosen recalibrated(Chosen stale) {
    if (!context.config().checkpoint().recalibrateBatchNorm()) {
      return stale;
    }
    context.progress().stage("Recalibrating BatchNorm (%s)".formatted(stale.what()));
    RoundState state = jobs.recalibrated(context, stale.state());
    Chosen fresh =
        new Chosen(stale.what() + ", BatchNorm recalibrated", state, jobs.score(context, state));
    context
        .progress()
        .note(
            String.format(
                Locale.ROOT,
                "%s: val_loss %.4f, %.4f before",
                fresh.what(),
                fresh.valLoss(),
                stale.valLoss()));
    return fresh;
  }

  private Chosen better(Chosen first, Chosen second) {
    Monitor monitor = context.monitor();
    return monitor.prefers(
            Metrics.of(second.metrics(), monitor.metric()),
            Metrics.of(first.metrics(), monitor.metric()))
        ? second
        : first;
  }
}
