package io.thawline.report;

import java.util.Comparator;
import java.util.Locale;

/** Which values of a metric are better. */
public enum Better {
  LOWER,
  HIGHER;

  /** Better values first. */
  Comparator<Double> order() {
    return this == LOWER ? Comparator.naturalOrder() : Comparator.reverseOrder();
  }

  /** As a person writes it, such as {@code lower}. */
  public String words() {
    return name().toLowerCase(Locale.ROOT);
  }
}
