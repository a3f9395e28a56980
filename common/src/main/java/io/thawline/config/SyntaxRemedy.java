package io.thawline.config;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.util.regex.Pattern;

/** Turns the parser's message into one line with a remedy. */
final class SyntaxRemedy {
  private static final Pattern POSITION = Pattern.compile("line (\\d+), column (\\d+)");

  private SyntaxRemedy() {}

  /** The last position in the message; the exception's own is that of the token before. */
  static Place place(JsonProcessingException broken, Place source) {
    return POSITION
        .matcher(broken.getOriginalMessage())
        .results()
        .reduce((earlier, last) -> last)
        .map(at -> source.at(Integer.parseInt(at.group(1)), Integer.parseInt(at.group(2))))
        .orElse(source);
  }

  static String of(JsonProcessingException broken) {
    String said = said(broken);
    if (said.contains("TAB")) {
      return "a tab indents this line: indent with spaces";
    }
    return "not valid YAML: " + said + ": mind indentation, quotes, and a space after each colon";
  }

  /** The parser shows context, excerpts (indented) and, last, what it stumbled over. */
  private static String said(JsonProcessingException broken) {
    return broken
        .getOriginalMessage()
        .lines()
        .filter(line -> !line.isBlank() && !line.startsWith(" "))
        .reduce("unreadable", (earlier, last) -> last);
  }
}
