package io.thawline.transfer;

import io.thawline.config.Key;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Gives tensors of a checkpoint other names.
 *
 * @param from a regular expression that the whole name must match
 * @param to the new name; {@code $1} or <code>${name}</code> is what a group matched
 */
public record RenameRule(
    @Key(help = "a pattern of whole names", example = "'backbone\\.(.*)'") String from,
    @Key(help = "the new name, $1 for the first group", example = "'features.$1'") String to) {
  public RenameRule {
    Patterns.require("from", from);
    Patterns.requireReplacement("to", from, to);
  }

  SourceTensor applyTo(SourceTensor tensor) {
    Matcher matcher = Pattern.compile("^(?:" + from + ")\\z").matcher(tensor.name());
    return matcher.find() ? tensor.renamed(matcher.replaceFirst(to)) : tensor;
  }
}
