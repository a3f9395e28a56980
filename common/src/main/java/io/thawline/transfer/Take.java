package io.thawline.transfer;

import io.thawline.errors.ConfigurationException;
import io.thawline.errors.InputRefusedException;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which tensors of a checkpoint are taken: those of a pattern, or those up to the end of a block or
 * layer. A block is a module of a numbered sequence, such as {@code layer1.0} or {@code
 * encoder.layer.2}; a layer is a module that has tensors of its own.
 */
sealed interface Take {
  /** Everything, as an empty text says. */
  record All() implements Take {}

  /** What a pattern matches in full. */
  record Names(Pattern pattern) implements Take {}

  /** In the file's order, from the first tensor to the last of that many modules. */
  record First(int count, Unit unit) implements Take {}

  /** What a range counts. */
  enum Unit {
    BLOCKS("(?<module>(?:[^.0-9][^.]*\\.)*[0-9]+)\\..+"),
    LAYERS("(?<module>.+)\\.[^.]+");

    private final Pattern module;

    Unit(String module) {
      this.module = Pattern.compile(module);
    }

    /** The module that a tensor lies in; empty when it lies in none of the kind. */
    private String of(String name) {
      Matcher matcher = module.matcher(name);
      return matcher.matches() ? matcher.group("module") : "";
    }

    private String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  Pattern RANGE = Pattern.compile("first ([1-9][0-9]{0,5}) (blocks?|layers?)");

  /**
   * What a user wrote: nothing, a regular expression, {@code first 3 blocks} or {@code first 2
   * layers}.
   *
   * @throws IllegalArgumentException in words that begin with the key
   */
  static Take parse(String key, String text) {
    Matcher range = RANGE.matcher(text);
    if (range.matches()) {
      Unit unit = range.group(2).startsWith("block") ? Unit.BLOCKS : Unit.LAYERS;
      return new First(Integer.parseInt(range.group(1)), unit);
    }
    Patterns.require(key, text);
    return text.isEmpty() ? new All() : new Names(Pattern.compile(text));
  }

  /**
   * Those of a file's tensors that are taken, in its order.
   *
   * @param key in full, for messages
   * @throws ConfigurationException when it takes nothing, or counts more modules than there are
   * @throws InputRefusedException when it counts modules of a file that is not in their order
   */
  default List<SourceTensor> from(List<SourceTensor> file, String key) {
    if (this instanceof Names names) {
      return matching(names.pattern(), file, key);
    }
    return this instanceof First first ? upTo(first, file, key) : file;
  }

  private static List<SourceTensor> matching(Pattern pattern, List<SourceTensor> file, String key) {
    NamePatterns patterns = new NamePatterns(key, List.of(pattern));
    List<String> idle =
        patterns.unmatched("checkpoint", file.stream().map(SourceTensor::name).toList());
    if (!idle.isEmpty()) {
      throw new ConfigurationException(idle);
    }
    return file.stream().filter(tensor -> patterns.match(tensor.name())).toList();
  }

  private static List<SourceTensor> upTo(First range, List<SourceTensor> file, String key) {
    FileOrder.require(file, "count the %s".formatted(range.unit().word()));
    List<String> modules = file.stream().map(tensor -> range.unit().of(tensor.name())).toList();
    List<String> distinct = modules.stream().filter(m -> !m.isEmpty()).distinct().toList();
    if (distinct.size() < range.count()) {
      throw new ConfigurationException(
          "%s: 'first %d %s' is more than the checkpoint has: %s. Ask for fewer, or write a pattern."
              .formatted(
                  key,
                  range.count(),
                  range.unit().word(),
                  distinct.isEmpty() ? "none" : String.join(", ", distinct)));
    }
    return file.subList(0, modules.lastIndexOf(distinct.get(range.count() - 1)) + 1);
  }
}
