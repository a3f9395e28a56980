package io.thawline.schedule;

import io.thawline.config.Key;
import java.util.List;
import java.util.OptionalDouble;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * One phase of the schedule, in the shape of finetuning-scheduler's YAML.
 *
 * @param params full-match patterns of the parameters this phase thaws; those of earlier phases
 *     stay thawed
 * @param lr rate of what this phase thaws; the optimizer's where absent
 * @param thawedLr rate, from this phase on, of what earlier phases thawed; where absent each group
 *     keeps its own
 * @param maxTransitionEpoch the last epoch of this phase, counted from the start of the run
 */
public record PhaseOptions(
    @Key(help = "patterns of the parameters that this phase thaws", example = "['.*']")
        List<String> params,
    @Key(help = "rate of what this phase thaws; optimizer.lr where absent", defaultValue = "")
        OptionalDouble lr,
    @Key(help = "rate of what earlier phases thawed; their own where absent", defaultValue = "")
        OptionalDouble thawedLr,
    @Key(
            help = "last epoch of this phase, from the start of the run",
            kind = Key.Kind.EXTENDABLE,
            example = "10")
        int maxTransitionEpoch) {
  public PhaseOptions {
    params = List.copyOf(params);
    if (params.isEmpty()) {
      throw new IllegalArgumentException(
          "params is empty: name at least one pattern, such as '.*'");
    }
    params.forEach(PhaseOptions::requirePattern);
    requireRate("lr", lr);
    requireRate("thawed_lr", thawedLr);
    if (maxTransitionEpoch < 1) {
      throw new IllegalArgumentException(
          "max_transition_epoch must be at least 1, got " + maxTransitionEpoch);
    }
  }

  private static void requirePattern(String pattern) {
    try {
      Pattern.compile(pattern);
    } catch (PatternSyntaxException e) {
      throw new IllegalArgumentException(
          "params: '%s' is no regular expression: %s".formatted(pattern, e.getDescription()), e);
    }
  }

  private static void requireRate(String key, OptionalDouble rate) {
    if (rate.isPresent() && !(rate.getAsDouble() > 0 && rate.getAsDouble() < Double.MAX_VALUE)) {
      throw new IllegalArgumentException(
          "%s must be above 0, got %s: write for example 1e-3".formatted(key, rate.getAsDouble()));
    }
  }
}
