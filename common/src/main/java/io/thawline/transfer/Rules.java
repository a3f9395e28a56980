package io.thawline.transfer;

import io.thawline.checkpoint.Checkpoint;
import io.thawline.errors.ConfigurationException;
import io.thawline.errors.InputRefusedException;
import io.thawline.tensor.Layout;
import io.thawline.tensor.TensorSpec;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** What happens to a checkpoint's names before they are matched: strip, rename, take, drop. */
final class Rules {
  private final Set<String> wanted;
  private final TransferOptions options;
  private final Set<String> prefixes = new TreeSet<>();
  private final List<String> idle = new ArrayList<>();
  private final List<String> collisions = new ArrayList<>();

  private Rules(Layout layout, TransferOptions options) {
    this.wanted = layout.tensors().stream().map(TensorSpec::name).collect(Collectors.toSet());
    this.options = options;
  }

  /**
   * What the rules leave.
   *
   * @param kept in the checkpoints' order
   * @param dropped by a rule; also what is not taken of the first file
   * @param prefixes that were stripped
   */
  record Outcome(List<SourceTensor> kept, List<SourceTensor> dropped, Set<String> prefixes) {}

  /**
   * Applies the rules.
   *
   * @param checkpoints {@code from}, then those of {@code also}
   * @throws ConfigurationException when a rule applies to nothing
   * @throws InputRefusedException when two tensors of a checkpoint get one name
   */
  static Outcome apply(Layout layout, List<Checkpoint> checkpoints, TransferOptions options) {
    return new Rules(layout, options).run(checkpoints);
  }

  private Outcome run(List<Checkpoint> checkpoints) {
    List<List<SourceTensor>> files = rename(checkpoints.stream().map(this::stripped).toList());
    if (!options.stripPrefix().isEmpty() && prefixes.isEmpty()) {
      idle.add(
          "init.strip_prefix: no tensor of the checkpoint begins with '%s'. Correct or remove it."
              .formatted(options.stripPrefix()));
    }
    List<List<SourceTensor>> taken = take(files);
    Map<String, SourceTensor> merged = new LinkedHashMap<>();
    taken.forEach(file -> merged.putAll(unique(file)));
    NamePatterns drop = NamePatterns.of("init.drop", options.drop());
    idle.addAll(drop.unmatched("checkpoint", merged.keySet()));
    if (!idle.isEmpty()) {
      throw new ConfigurationException(idle);
    }
    if (!collisions.isEmpty()) {
      throw new InputRefusedException(collisions);
    }
    List<SourceTensor> kept = merged.values().stream().filter(t -> !drop.match(t.name())).toList();
    Set<String> takenNames =
        taken.get(0).stream().map(SourceTensor::written).collect(Collectors.toSet());
    List<SourceTensor> dropped = new ArrayList<>(files.get(0));
    dropped.removeIf(tensor -> takenNames.contains(tensor.written()));
    merged.values().stream().filter(t -> drop.match(t.name())).forEach(dropped::add);
    return new Outcome(kept, dropped, prefixes);
  }

  private List<SourceTensor> stripped(Checkpoint checkpoint) {
    Set<String> names = checkpoint.tensors().names();
    String prefix =
        options.stripPrefix().isEmpty() ? Prefixes.recognise(names, wanted) : options.stripPrefix();
    if (!prefix.isEmpty() && names.stream().anyMatch(name -> name.startsWith(prefix))) {
      prefixes.add(prefix);
    }
    List<SourceTensor> tensors = new ArrayList<>();
    checkpoint
        .tensors()
        .asMap()
        .forEach(
            (name, tensor) ->
                tensors.add(
                    SourceTensor.of(checkpoint.location(), name, tensor).withoutPrefix(prefix)));
    return tensors;
  }

  private List<List<SourceTensor>> rename(List<List<SourceTensor>> files) {
    List<List<SourceTensor>> renamed = files;
    for (RenameRule rule : options.rename()) {
      List<String> names =
          renamed.stream().flatMap(List::stream).map(SourceTensor::name).distinct().toList();
      idle.addAll(
          NamePatterns.of("init.rename", List.of(rule.from())).unmatched("checkpoint", names));
      renamed = renamed.stream().map(file -> file.stream().map(rule::applyTo).toList()).toList();
    }
    return renamed;
  }

  /** What is taken of each file. */
  private List<List<SourceTensor>> take(List<List<SourceTensor>> files) {
    List<List<SourceTensor>> taken = new ArrayList<>();
    for (int i = 0; i < files.size(); i++) {
      String key = i == 0 ? "init.take" : "init.also.%d.take".formatted(i - 1);
      String wanted = i == 0 ? options.take() : options.also().get(i - 1).take();
      try {
        taken.add(Take.parse(key, wanted).from(files.get(i), key));
      } catch (ConfigurationException e) {
        idle.addAll(e.problems());
        taken.add(List.of());
      }
    }
    return taken;
  }

  private Map<String, SourceTensor> unique(List<SourceTensor> file) {
    Map<String, SourceTensor> byName = new LinkedHashMap<>();
    for (SourceTensor tensor : file) {
      SourceTensor first = byName.putIfAbsent(tensor.name(), tensor);
      if (first != null) {
        collisions.add(
            "Cannot load %s from %s: %s gets the same name %s. Correct init.rename."
                .formatted(tensor.written(), tensor.file(), first.written(), tensor.name()));
      }
    }
    return byName;
  }
}
