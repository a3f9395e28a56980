package io.thawline.schedule;

import io.thawline.tensor.LayerGroup;
import io.thawline.tensor.Layout;
import io.thawline.tensor.TensorSpec;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import java.util.stream.Collectors;

/** Chooses parameters of a network: by their names, by their origin, or by their place in it. */
sealed interface Selector {
  Pattern TOP = Pattern.compile("top (?<count>\\d{1,6}) groups?");

  /**
   * A selector as it is written in a configuration.
   *
   * @throws IllegalArgumentException when the text is none
   */
  static Selector parse(String text) {
    Matcher top = TOP.matcher(text);
    if (top.matches()) {
      return new Top(Integer.parseInt(top.group("count")));
    }
    return switch (text) {
      case "new" -> new Fresh(true);
      case "transferred" -> new Fresh(false);
      case "near_new" -> new NearFresh();
      default -> named(text);
    };
  }

  private static Selector named(String text) {
    try {
      return new Named(Pattern.compile(text));
    } catch (PatternSyntaxException e) {
      throw new IllegalArgumentException(
          "'%s' is no regular expression: %s".formatted(text, e.getDescription()), e);
    }
  }

  /** Names of the parameters it takes, in the layout's order. */
  Set<String> of(Layout layout, Origin origin);

  /** Whether what it takes depends on the transfer. */
  default boolean needsOrigin() {
    return false;
  }

  /** Why it takes nothing, and how to mend that, as the end of a sentence. */
  String remedy(Layout layout);

  /** By a pattern that matches whole names. */
  record Named(Pattern pattern) implements Selector {
    @Override
    public Set<String> of(Layout layout, Origin origin) {
      return parameters(layout, name -> pattern.matcher(name).matches());
    }

    @Override
    public String remedy(Layout layout) {
      List<TensorSpec> parameters = layout.parameters();
      return "matches none of the model's %d parameters, such as %s"
          .formatted(parameters.size(), parameters.get(0).name());
    }
  }

  /** What begins fresh, or what does not. */
  record Fresh(boolean fresh) implements Selector {
    @Override
    public Set<String> of(Layout layout, Origin origin) {
      return parameters(layout, name -> origin.fresh().contains(name) == fresh);
    }

    @Override
    public boolean needsOrigin() {
      return true;
    }

    @Override
    public String remedy(Layout layout) {
      return fresh
          ? "takes nothing, for the checkpoint supplies every parameter: name 'top 1 groups', or a"
              + " pattern"
          : "takes nothing, for the checkpoint supplies no parameter: name '.*', which is all of"
              + " them";
    }
  }

  /** The transferred layers next to fresh ones. */
  record NearFresh() implements Selector {
    @Override
    public Set<String> of(Layout layout, Origin origin) {
      return new Neighbours(layout, origin).names();
    }

    @Override
    public boolean needsOrigin() {
      return true;
    }

    @Override
    public String remedy(Layout layout) {
      return "takes nothing, for no transferred layer is next to a new one: name a pattern, or"
          + " leave it out";
    }
  }

  /** The last groups, from the output back. */
  record Top(int count) implements Selector {
    @Override
    public Set<String> of(Layout layout, Origin origin) {
      List<LayerGroup> groups = layout.groups();
      int taken = Math.min(count, groups.size());
      Set<String> names =
          groups.subList(groups.size() - taken, groups.size()).stream()
              .flatMap(group -> group.tensors().stream())
              .collect(Collectors.toUnmodifiableSet());
      return count > groups.size() ? Set.of() : parameters(layout, names::contains);
    }

    @Override
    public String remedy(Layout layout) {
      return "must be of 1 to %d groups, which is all the model has"
          .formatted(layout.groups().size());
    }
  }

  private static Set<String> parameters(Layout layout, Predicate<String> taken) {
    return layout.parameters().stream()
        .map(TensorSpec::name)
        .filter(taken)
        .collect(Collectors.toCollection(LinkedHashSet::new));
  }
}
