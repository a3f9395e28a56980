package io.thawline.inspect;

import io.thawline.checkpoint.Checkpoint;
import io.thawline.tensor.HostTensor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** What differs between two checkpoints, tensor by tensor, by name. */
public final class Comparison {
  private final Checkpoint first;
  private final Checkpoint second;
  private int equal;

  private final List<String> onlyInFirst = new ArrayList<>();
  private final List<String> onlyInSecond = new ArrayList<>();
  private final List<String> shapes = new ArrayList<>();
  private final List<String> types = new ArrayList<>();
  private final Map<String, Difference> values = new LinkedHashMap<>();

  private Comparison(Checkpoint first, Checkpoint second) {
    this.first = first;
    this.second = second;
  }

  /** Reads both checkpoints whole. */
  public static Comparison of(Checkpoint first, Checkpoint second) {
    Comparison comparison = new Comparison(first, second);
    comparison.compareAll();
    return comparison;
  }

  /** Whether both hold the same names, shapes, types and values. */
  public boolean identical() {
    return Stream.of(onlyInFirst, onlyInSecond, shapes, types).allMatch(List::isEmpty)
        && values.isEmpty();
  }

  private void compareAll() {
    first
        .tensors()
        .asMap()
        .forEach(
            (name, tensor) -> {
              Optional<HostTensor> other = second.tensors().find(name);
              if (other.isPresent()) {
                compare(name, tensor, other.get());
              } else {
                onlyInFirst.add(named(name, tensor));
              }
            });
    second.tensors().asMap().entrySet().stream()
        .filter(entry -> first.tensors().find(entry.getKey()).isEmpty())
        .forEach(entry -> onlyInSecond.add(named(entry.getKey(), entry.getValue())));
  }

  private void compare(String name, HostTensor tensor, HostTensor other) {
    if (!tensor.shape().equals(other.shape())) {
      shapes.add("%s  %s -> %s".formatted(name, tensor.shape(), other.shape()));
      return;
    }
    if (tensor.dtype() != other.dtype()) {
      types.add(
          "%s  %s -> %s".formatted(name, tensor.dtype().torchName(), other.dtype().torchName()));
    }
    Difference difference = Difference.between(tensor, other);
    if (!difference.isNone()) {
      values.put(name, difference);
    } else if (tensor.dtype() == other.dtype()) {
      equal++;
    }
  }

  private static String named(String name, HostTensor tensor) {
    return "%s  %s %s".formatted(name, tensor.dtype().torchName(), tensor.shape());
  }

  /** One line where both are the same; else the differences by kind. */
  public List<String> lines() {
    if (identical()) {
      return List.of(
          "Identical: %s and %s hold the same %d tensors"
              .formatted(first.location(), second.location(), equal));
    }
    List<String> lines = new ArrayList<>();
    addGroup(lines, "Only in " + first.location(), onlyInFirst);
    addGroup(lines, "Only in " + second.location(), onlyInSecond);
    addGroup(lines, "Another shape", shapes);
    addGroup(lines, "Another type", types);
    if (!values.isEmpty()) {
      addGroup(lines, "Other values", values.size(), differences());
    }
    lines.add("Equal: %d of %d tensors".formatted(equal, first.tensors().size()));
    return lines;
  }

  private static void addGroup(List<String> lines, String title, List<String> members) {
    if (!members.isEmpty()) {
      addGroup(lines, title, members.size(), members);
    }
  }

  private static void addGroup(List<String> lines, String title, int count, List<String> members) {
    lines.add("%s (%d):".formatted(title, count));
    members.forEach(member -> lines.add("  " + TextTable.printable(member)));
    lines.add("");
  }

  private List<String> differences() {
    TextTable table =
        new TextTable(1, List.of("name", "max difference", "relative", "values that differ"));
    values.forEach(
        (name, difference) ->
            table.add(
                List.of(
                    name,
                    String.format(Locale.ROOT, "%.6g", difference.greatest()),
                    String.format(Locale.ROOT, "%.3g", difference.relative()),
                    String.format(Locale.ROOT, "%,d", difference.differing()))));
    return table.lines();
  }
}
