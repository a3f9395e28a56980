package io.thawline.report;

/** A phase of the schedule and what it trains, in words. */
public record Phase(int number, String summary) {}
