package io.thawline.checkpoint;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What the classes of a TorchScript archive say of their attributes, by their full names. */
final class ScriptClasses {
  static final String SUFFIX = ".py";

  private static final Pattern CLASS =
      Pattern.compile(
          "class (\\w+)\\(Module\\):\\n"
              + "  __parameters__ = \\[([^\\]]*)\\]\\n"
              + "  __buffers__ = \\[([^\\]]*)\\]\\n");
  private static final Pattern NAME = Pattern.compile("\"([^\"]*)\"");

  private final Map<String, Declared> classes = new HashMap<>();

  /** Names of attributes that are tensors of the state dict. */
  record Declared(Set<String> parameters, Set<String> buffers) {}

  /**
   * Takes in the classes of a file.
   *
   * @param path below the archive's {@code code/}
   */
  void add(String path, String code) {
    String room = path.substring(0, path.length() - SUFFIX.length()).replace('/', '.');
    Matcher found = CLASS.matcher(code);
    while (found.find()) {
      classes.put(
          room + "." + found.group(1), new Declared(names(found.group(2)), names(found.group(3))));
    }
  }

  private static Set<String> names(String list) {
    Set<String> names = new HashSet<>();
    Matcher name = NAME.matcher(list);
    while (name.find()) {
      names.add(name.group(1));
    }
    return names;
  }

  /** What a class declares; empty of one that is no module. */
  Optional<Declared> find(String name) {
    return Optional.ofNullable(classes.get(name));
  }
}
