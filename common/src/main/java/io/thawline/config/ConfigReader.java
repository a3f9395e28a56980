package io.thawline.config;

import io.thawline.errors.ConfigurationException;
import java.util.List;
import java.util.Map;

/** Reads a configuration into records. The same reader serves any number of files. */
public final class ConfigReader {
  private final Environment environment;
  private final String workingDirectory;

  /**
   * A reader for one process.
   *
   * @param environment the variables that {@code ${env:NAME}} may name
   * @param workingDirectory absolute; what relative paths in overrides start from
   */
  public ConfigReader(Map<String, String> environment, String workingDirectory) {
    this.environment = new Environment(environment);
    this.workingDirectory = workingDirectory;
  }

  /**
   * Reads the text, puts the overrides in, and builds the records.
   *
   * @param overrides {@code key.path=value}, the value being YAML; integer parts of the path name
   *     integer keys and elements of lists
   * @throws ConfigurationException with one line for each problem: unknown and missing keys, wrong
   *     types, values that a record refuses, syntax
   */
  public <T extends Record> Configuration<T> read(
      Class<T> type, ConfigSource source, List<String> overrides) {
    Problems problems = new Problems();
    Place home = Place.ofFile(source);
    Node.Mapping root = root(source, home, problems);
    new Overrides(environment, problems, workingDirectory).apply(overrides, root);
    Binder binder = new Binder(problems, home);
    Object value = new RecordBuilder(binder, problems, home).bind(type, root, "");
    if (value == null || !problems.isEmpty()) {
      throw new ConfigurationException(problems.lines());
    }
    return new Configuration<>(type.cast(value), binder.pathsAsWritten());
  }

  private Node.Mapping root(ConfigSource source, Place home, Problems problems) {
    Node root = YamlTree.parse(source.text(), home, environment, problems);
    if (root instanceof Node.Mapping mapping) {
      return new Node.Mapping(home, mapping.entries());
    }
    if (root != null) {
      problems.add(root.place(), "a configuration is a block of keys, got " + root.noun());
    }
    if (!problems.isEmpty()) {
      throw new ConfigurationException(problems.lines());
    }
    return Node.Mapping.emptyAt(home);
  }
}
