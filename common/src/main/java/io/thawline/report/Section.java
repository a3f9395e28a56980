package io.thawline.report;

/** A part of the page that belongs to the run's task, with an entry in the page's navigation. */
public sealed interface Section permits GlyphSheet, ConfusionMatrix, Table {
  /** A word for the navigation, unique on the page. */
  String title();
}
