package io.thawline.report;

/**
 * A metric other than the validation loss, by which rounds were judged.
 *
 * @param name in words, such as {@code macro f1}
 * @param best what the best round has of it
 */
public record Monitored(String name, double best) {}
