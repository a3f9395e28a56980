package io.thawline.report;

/** A character that is in no data set, and why: {@code reason} is a phrase without a full stop. */
public record DroppedCharacter(String character, String reason) {}
