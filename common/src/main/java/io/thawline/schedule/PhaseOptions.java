package io.thawline.schedule;

import io.thawline.config.Key;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.stream.Stream;

/**
 * One phase of the schedule, in the shape of finetuning-scheduler's YAML.
 *
 * @param params selectors of the parameters this phase thaws; those of earlier phases stay thawed
 * @param lr rate of what this phase thaws; the optimizer's where absent; 0 leaves it frozen
 * @param rates other rates for some of what this phase thaws, by selector; the last that takes a
 *     parameter decides
 * @param layerDecay factor on the rate of what this phase thaws, for each group between it and the
 *     output (layer-wise decay, Howard and Ruder 2018)
 * @param thawedLr rate, from this phase on, of what earlier phases thawed; where absent each group
 *     keeps its own
 * @param batchNorm what thawed BatchNorm layers do in this phase
 * @param until when it ends
 * @param patience rounds without a new best that make a plateau
 * @param atEnd from which weights the next phase goes on
 * @param maxTransitionEpoch the last epoch of this phase, counted from the start of the run
 */
public record PhaseOptions(
    @Key(
            help = "what this phase thaws: patterns, new, near_new, transferred, top N groups",
            example = "['.*']")
        List<String> params,
    @Key(help = "rate of what this phase thaws; optimizer.lr where absent", defaultValue = "")
        OptionalDouble lr,
    @Key(
            help = "other rates for some of what this phase thaws",
            defaultValue = "{}",
            example = "{new: 1e-3}")
        Map<String, Double> rates,
    @Key(help = "factor on the rate for each group nearer to the input", defaultValue = "1")
        double layerDecay,
    @Key(help = "rate of what earlier phases thawed; their own where absent", defaultValue = "")
        OptionalDouble thawedLr,
    @Key(help = "what thawed BatchNorm layers do", defaultValue = "learn") BatchNorm batchNorm,
    @Key(
            help = "when this phase ends: epochs, plateau or at_once",
            defaultValue = "epochs",
            kind = Key.Kind.EXTENDABLE)
        Until until,
    @Key(
            help = "rounds without a new best that make a plateau",
            defaultValue = "3",
            kind = Key.Kind.EXTENDABLE)
        int patience,
    @Key(
            help = "weights that the next phase begins with: keep, restore_best or roll_back",
            defaultValue = "keep",
            kind = Key.Kind.EXTENDABLE)
        AtEnd atEnd,
    @Key(
            help = "last epoch of this phase, from the start of the run",
            kind = Key.Kind.EXTENDABLE,
            example = "10")
        int maxTransitionEpoch) {
  public PhaseOptions {
    params = List.copyOf(params);
    rates = Collections.unmodifiableMap(new LinkedHashMap<>(rates));
    if (params.isEmpty()) {
      throw new IllegalArgumentException(
          "params is empty: name at least one pattern, such as '.*'");
    }
    params.forEach(selector -> requireSelector("params", selector));
    rates.keySet().forEach(selector -> requireSelector("rates", selector));
    rates.values().forEach(rate -> requireRate("rates", rate));
    lr.ifPresent(rate -> requireRate("lr", rate));
    thawedLr.ifPresent(rate -> requireRate("thawed_lr", rate));
    if (!(layerDecay > 0 && layerDecay <= 1)) {
      throw new IllegalArgumentException(
          "layer_decay must be above 0 and at most 1, got %s: write for example 0.8"
              .formatted(layerDecay));
    }
    requirePositive("patience", patience);
    requirePositive("max_transition_epoch", maxTransitionEpoch);
  }

  /** A phase of so many epochs that takes its parameters at one rate and leaves the rest alone. */
  public PhaseOptions(
      List<String> params, OptionalDouble lr, OptionalDouble thawedLr, int maxTransitionEpoch) {
    this(
        params,
        lr,
        Map.of(),
        1,
        thawedLr,
        BatchNorm.LEARN,
        Until.EPOCHS,
        3,
        AtEnd.KEEP,
        maxTransitionEpoch);
  }

  /** All selectors that it names. */
  List<String> selectors() {
    return Stream.concat(params.stream(), rates.keySet().stream()).toList();
  }

  /** Whether what it takes depends on the transfer. */
  public boolean needsOrigin() {
    return selectors().stream().anyMatch(selector -> Selector.parse(selector).needsOrigin());
  }

  private static void requireSelector(String key, String selector) {
    try {
      Selector.parse(selector);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(key + ": " + e.getMessage(), e);
    }
  }

  private static void requireRate(String key, double rate) {
    if (!(rate >= 0 && rate < Double.MAX_VALUE)) {
      throw new IllegalArgumentException(
          "%s must be 0 or more, got %s: write for example 1e-3".formatted(key, rate));
    }
  }

  private static void requirePositive(String key, int value) {
    if (value < 1) {
      throw new IllegalArgumentException("%s must be at least 1, got %d".formatted(key, value));
    }
  }
}
