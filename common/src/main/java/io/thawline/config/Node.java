package io.thawline.config;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A YAML value that knows where it was written. */
sealed interface Node {
  Place place();

  /** What a user would call it. */
  String noun();

  /**
   * One value, environment variables already put in.
   *
   * @param text as written, without quotes
   * @param empty whether it stands for no value ({@code key:}, {@code ~}, {@code null})
   */
  record Scalar(Place place, String text, boolean empty) implements Node {
    @Override
    public String noun() {
      return empty ? "no value" : "'" + text + "'";
    }
  }

  /** Values in order; overrides replace and append. */
  record Sequence(Place place, List<Node> items) implements Node {
    @Override
    public String noun() {
      return "a list";
    }
  }

  /** Values by key, in the order of the text; overrides replace and add. */
  record Mapping(Place place, Map<String, Entry> entries) implements Node {
    static Mapping emptyAt(Place place) {
      return new Mapping(place, new LinkedHashMap<>());
    }

    @Override
    public String noun() {
      return "a block of keys";
    }

    @Nullable Entry find(String key) {
      return entries.get(key);
    }
  }

  /** A key's place and its value. */
  record Entry(Place place, Node value) {}
}
