package io.thawline.schedule;

import java.io.Serializable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How long shards train by themselves before they are averaged: a round.
 *
 * @param unit what is counted
 * @param count optimizer steps in a round, or rounds in an epoch
 */
public record Period(Unit unit, int count) implements Serializable {
  private static final Pattern FORM =
      Pattern.compile("(?<epoch>epoch)|(?<steps>\\d{1,9}) steps?|(?<parts>\\d{1,9}) per epoch");

  /** What a period counts. */
  public enum Unit {
    STEPS,
    ROUNDS_AN_EPOCH
  }

  public Period {
    if (count < 1) {
      throw new IllegalArgumentException("a period counts from 1, got " + count);
    }
  }

  /**
   * A period as it is written in a configuration: {@code epoch}, {@code 4 steps} or {@code 2 per
   * epoch}.
   *
   * @throws IllegalArgumentException when the text is none of them
   */
  public static Period parse(String text) {
    Matcher matcher = FORM.matcher(text.strip());
    if (!matcher.matches()) {
      throw refused(text);
    } else if (matcher.group("epoch") != null) {
      return new Period(Unit.ROUNDS_AN_EPOCH, 1);
    }
    String steps = matcher.group("steps");
    int count = Integer.parseInt(steps == null ? matcher.group("parts") : steps);
    if (count < 1) {
      throw refused(text);
    }
    return new Period(steps == null ? Unit.ROUNDS_AN_EPOCH : Unit.STEPS, count);
  }

  private static IllegalArgumentException refused(String text) {
    return new IllegalArgumentException(
        "every must be epoch, a number of steps or a number per epoch, got %s: write for example 4 steps, or 2 per epoch"
            .formatted(text));
  }
}
