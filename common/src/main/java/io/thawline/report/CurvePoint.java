package io.thawline.report;

/**
 * A run after a round.
 *
 * @param samples trained on so far
 * @param loss on the validation data
 * @param seconds trained so far
 */
public record CurvePoint(long samples, double loss, double seconds) {}
