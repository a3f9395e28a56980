package io.thawline.report;

/**
 * The score of doing something trivial, on the same characters as the run's own.
 *
 * @param name such as {@code Blank page}
 * @param loss on the scale of the run's validation loss
 */
public record Baseline(String name, double loss) {}
