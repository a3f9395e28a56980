package io.thawline.report;

/**
 * A run after a round.
 *
 * @param samples trained on so far
 * @param value of what runs are compared by
 * @param seconds trained so far
 */
public record CurvePoint(long samples, double value, double seconds) {}
