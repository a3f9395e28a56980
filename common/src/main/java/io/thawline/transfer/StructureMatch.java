package io.thawline.transfer;

import io.thawline.errors.InputRefusedException;
import io.thawline.tensor.Layout;
import io.thawline.tensor.TensorSpec;
import io.thawline.transfer.Family.Leaf;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiPredicate;
import java.util.function.Predicate;

/**
 * Matches tensors by their order, kind of layer and shape, whatever their names. Every tensor of
 * the checkpoint must find its place, and there must be one way only to place them all.
 */
final class StructureMatch {
  private static final byte MANY = 2;

  private final String file;
  private final List<SourceTensor> sources;
  private final List<TensorSpec> specs;
  private final Map<String, Family> families;
  private final boolean[] mayBeAbsent;
  private final BiPredicate<SourceTensor, TensorSpec> shapesSuit;

  /** How many ways there are to place the sources from i on in the model from j on; at most 2. */
  private final byte[][] ways;

  private StructureMatch(
      String file,
      Layout layout,
      List<SourceTensor> sources,
      Predicate<TensorSpec> mayBeAbsent,
      BiPredicate<SourceTensor, TensorSpec> shapesSuit) {
    this.file = file;
    this.sources = sources;
    this.specs = layout.tensors();
    this.families = Family.ofAll(sources);
    this.mayBeAbsent = new boolean[specs.size()];
    for (int j = 0; j < specs.size(); j++) {
      this.mayBeAbsent[j] = mayBeAbsent.test(specs.get(j));
    }
    this.shapesSuit = shapesSuit;
    this.ways = new byte[sources.size() + 1][specs.size() + 1];
  }

  /**
   * The matching.
   *
   * @param file location of the first checkpoint, for messages
   * @param mayBeAbsent which tensors of the model the checkpoint need not have
   * @param shapesSuit whether a tensor has the model's shape, or a rule brings it there
   * @throws InputRefusedException when there is none, or more than one
   */
  static Matching match(
      String file,
      Layout layout,
      List<SourceTensor> sources,
      Predicate<TensorSpec> mayBeAbsent,
      BiPredicate<SourceTensor, TensorSpec> shapesSuit) {
    FileOrder.require(sources, "match the structure");
    StructureMatch match = new StructureMatch(file, layout, sources, mayBeAbsent, shapesSuit);
    match.count();
    return match.only();
  }

  private void count() {
    ways[sources.size()][specs.size()] = 1;
    for (int i = sources.size(); i >= 0; i--) {
      for (int j = specs.size() - 1; j >= 0; j--) {
        int here = canTake(i, j) ? ways[i + 1][j + 1] : 0;
        int later = mayBeAbsent[j] ? ways[i][j + 1] : 0;
        ways[i][j] = (byte) Math.min(MANY, here + later);
      }
    }
  }

  private boolean canTake(int i, int j) {
    if (i == sources.size()) {
      return false;
    }
    SourceTensor source = sources.get(i);
    TensorSpec spec = specs.get(j);
    Family family = families.getOrDefault(source.name(), Family.UNKNOWN);
    return family.suits(Family.of(spec.layer()))
        && Leaf.of(source.name()).suits(Leaf.of(spec.name()))
        && source.tensor().dtype().isFloating() == spec.dtype().isFloating()
        && shapesSuit.test(source, spec);
  }

  private Matching only() {
    if (ways[0][0] == 0) {
      throw new InputRefusedException(dissent());
    }
    Map<String, SourceTensor> pairs = new HashMap<>();
    int i = 0;
    for (int j = 0; j < specs.size(); j++) {
      if (canTake(i, j) && ways[i + 1][j + 1] > 0) {
        if (mayBeAbsent[j] && ways[i][j + 1] > 0) {
          throw new InputRefusedException(ambiguity(i, j));
        }
        pairs.put(specs.get(j).name(), sources.get(i));
        i++;
      }
    }
    return new Matching(pairs, List.of());
  }

  private String ambiguity(int i, int j) {
    int other = j + 1;
    while (!(canTake(i, other) && ways[i + 1][other + 1] > 0)) {
      other++;
    }
    return "Cannot match %s by structure: %s %s fits %s as well as %s. Take what is there out of init.allow_missing, or name it with init.match: name and init.rename."
        .formatted(
            sources.get(i).file(),
            sources.get(i).written(),
            sources.get(i).tensor().shape(),
            specs.get(j).name(),
            specs.get(other).name());
  }

  /** Where the longest beginning that can be placed ends. */
  private String dissent() {
    boolean[] ends = new boolean[specs.size() + 1];
    ends[0] = true;
    int i = 0;
    int j = 0;
    for (boolean further = true; further; ) {
      skipAbsent(ends);
      j = last(ends);
      boolean[] next = new boolean[specs.size() + 1];
      further = false;
      for (int k = 0; k < specs.size(); k++) {
        next[k + 1] = ends[k] && canTake(i, k);
        further |= next[k + 1];
      }
      if (further) {
        ends = next;
        i++;
      }
    }
    return dissent(i, j);
  }

  private void skipAbsent(boolean[] ends) {
    for (int j = 0; j < specs.size(); j++) {
      ends[j + 1] |= ends[j] && mayBeAbsent[j];
    }
  }

  private static int last(boolean[] ends) {
    int j = ends.length - 1;
    while (!ends[j]) {
      j--;
    }
    return j;
  }

  private String dissent(int i, int j) {
    String there =
        j == specs.size()
            ? "the model ends"
            : "the model has %s %s".formatted(specs.get(j).name(), specs.get(j).shape());
    if (i == sources.size()) {
      return "Cannot match %s by structure: the checkpoint ends where %s. Add init.allow_missing for what it lacks, or set the model's options to those it was trained with."
          .formatted(file, there);
    }
    SourceTensor source = sources.get(i);
    String transposed =
        j < specs.size()
                && source.tensor().shape().elements() == specs.get(j).shape().elements()
                && !source.tensor().shape().equals(specs.get(j).shape())
            ? " (as many numbers in another shape are never reshaped)"
            : "";
    return "Cannot match %s by structure: after %d tensors, the checkpoint has %s %s where %s%s. Add init.drop: [%s] to leave it out, init.on_mismatch for the model's tensor, or set the model's options to those it was trained with."
        .formatted(
            source.file(),
            i,
            source.written(),
            source.tensor().shape(),
            there,
            transposed,
            Patterns.exactly(source.name()));
  }
}
