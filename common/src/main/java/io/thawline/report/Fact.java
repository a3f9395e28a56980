package io.thawline.report;

/** One thing worth knowing, such as {@code Seed} and {@code 7}. */
public record Fact(String label, String value) {}
