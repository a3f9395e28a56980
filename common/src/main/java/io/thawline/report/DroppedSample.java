package io.thawline.report;

/**
 * A sample that is in no data set, and why.
 *
 * @param name as its users know it, such as a file's or a character with its code point
 * @param reason a phrase without a full stop
 */
public record DroppedSample(String name, String reason) {}
