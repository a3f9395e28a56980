package io.thawline.report;

import java.util.HashMap;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Markup with named holes, <code>{{name}}</code>; what fills them is never searched for holes. */
final class Fragment {
  private static final Pattern HOLE = Pattern.compile("\\{\\{(\\w+)}}");

  private static final String PIECES = Resources.own("fragments.html");

  private final String markup;
  private final Map<String, Html> fillings = new HashMap<>();

  private Fragment(String markup) {
    this.markup = markup;
  }

  /**
   * A whole page of one kind, such as {@code drawings}: what all pages have around its own markup.
   */
  static Fragment page(String kind) {
    String markup = Resources.own("page.html").replace("{{body}}", Resources.own(kind + ".html"));
    return new Fragment(markup)
        .with("kind", kind)
        .with("style", Html.raw(Resources.own("style.css")))
        .with("credit", "")
        .with("scripts", "");
  }

  /** Likewise, with a script of that kind, which draws a chart. */
  static Fragment chartPage(String kind) {
    Fragment scripts =
        named("chart-scripts")
            .with("library", Html.raw(Resources.chart()))
            .with("script", Html.raw(Resources.own(kind + ".js")));
    return page(kind)
        .with("credit", " The chart is drawn by Chart.js (MIT licence).")
        .with("scripts", scripts.filled());
  }

  /** A piece of fragments.html. */
  static Fragment named(String name) {
    int title = PIECES.indexOf("<!-- " + name + " -->");
    int from = PIECES.indexOf('\n', title) + 1;
    int to = PIECES.indexOf("<!-- ", from);
    return new Fragment(PIECES.substring(from, to < 0 ? PIECES.length() : to));
  }

  Fragment with(String hole, String text) {
    return with(hole, Html.text(text));
  }

  Fragment with(String hole, long number) {
    return with(hole, Long.toString(number));
  }

  Fragment with(String hole, Html markup) {
    fillings.put(hole, markup);
    return this;
  }

  /** Marks the element with a class, or leaves it as it is. */
  Fragment marked(String className, boolean condition) {
    return with("own", new Html(condition ? " class=\"" + className + "\"" : ""));
  }

  Html filled() {
    return new Html(HOLE.matcher(markup).replaceAll(this::filling));
  }

  private String filling(MatchResult hole) {
    Html filling = fillings.get(hole.group(1));
    if (filling == null) {
      throw new IllegalStateException("nothing fills {{" + hole.group(1) + "}}");
    }
    return Matcher.quoteReplacement(filling.markup());
  }
}
