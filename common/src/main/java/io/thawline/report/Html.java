package io.thawline.report;

import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Text that is markup already, as opposed to a string, which may hold anything. */
record Html(String markup) {

  /** Any text, safe between tags and inside of a quoted attribute. */
  static Html text(String any) {
    return new Html(
        any.replace("&", "&amp;")
            .replace("<", "&lt;")
            .replace(">", "&gt;")
            .replace("\"", "&quot;")
            .replace("'", "&#39;"));
  }

  /** Our own script or style, kept from closing its element. */
  static Html raw(String own) {
    return new Html(own.replaceAll("(?i)</(?=script|style)", "<\\\\/"));
  }

  static <T> Html each(List<T> items, Function<T, Html> markup) {
    return new Html(items.stream().map(markup).map(Html::markup).collect(Collectors.joining()));
  }
}
