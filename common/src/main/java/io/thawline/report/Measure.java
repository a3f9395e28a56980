package io.thawline.report;

/**
 * What runs are compared by.
 *
 * @param words such as {@code Validation loss}
 * @param better which of its values are
 */
public record Measure(String words, Better better) {}
