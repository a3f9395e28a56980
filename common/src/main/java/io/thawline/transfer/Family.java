package io.thawline.transfer;

import io.thawline.tensor.LayerKind;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Kinds of layers as far as names and shapes in a file tell them apart. */
enum Family {
  FILTER,
  MATRIX,
  SCALE,
  STATISTICS,
  UNKNOWN;

  private static final Set<Leaf> OF_STATISTICS = Set.of(Leaf.MEAN, Leaf.VARIANCE, Leaf.COUNT);

  /** What the last part of a name says that the tensor is. */
  enum Leaf {
    WEIGHT,
    BIAS,
    MEAN,
    VARIANCE,
    COUNT,
    UNKNOWN;

    static Leaf of(String name) {
      return switch (name.substring(name.lastIndexOf('.') + 1)) {
        case "weight", "weights", "kernel", "w", "gamma" -> WEIGHT;
        case "bias", "biases", "beta", "b" -> BIAS;
        case "running_mean", "moving_mean", "mean" -> MEAN;
        case "running_var", "moving_var", "moving_variance", "var", "variance" -> VARIANCE;
        case "num_batches_tracked" -> COUNT;
        default -> UNKNOWN;
      };
    }

    boolean suits(Leaf other) {
      return this == other || this == UNKNOWN || other == UNKNOWN;
    }
  }

  boolean suits(Family other) {
    return this == other || this == UNKNOWN || other == UNKNOWN;
  }

  static Family of(LayerKind kind) {
    return switch (kind) {
      case CONV, CONV_TRANSPOSE -> FILTER;
      case LINEAR, EMBEDDING -> MATRIX;
      case LAYER_NORM -> SCALE;
      case BATCH_NORM -> STATISTICS;
      case ATTENTION -> UNKNOWN;
    };
  }

  /** The families of the layers in a file, by the names of their tensors. */
  static Map<String, Family> ofAll(Collection<SourceTensor> tensors) {
    Map<String, List<SourceTensor>> layers = new HashMap<>();
    for (SourceTensor tensor : tensors) {
      layers.computeIfAbsent(parent(tensor.name()), name -> new ArrayList<>()).add(tensor);
    }
    Map<String, Family> families = new HashMap<>();
    for (SourceTensor tensor : tensors) {
      families.put(tensor.name(), of(layers.getOrDefault(parent(tensor.name()), List.of())));
    }
    return families;
  }

  private static Family of(List<SourceTensor> layer) {
    long weights = layer.stream().filter(t -> Leaf.of(t.name()) == Leaf.WEIGHT).count();
    if (weights != 1) {
      return UNKNOWN;
    }
    if (layer.stream().anyMatch(t -> OF_STATISTICS.contains(Leaf.of(t.name())))) {
      return STATISTICS;
    }
    int rank = layer.stream().mapToInt(t -> t.tensor().shape().rank()).max().orElse(0);
    return rank > 2 ? FILTER : rank == 2 ? MATRIX : layer.size() == 2 ? SCALE : UNKNOWN;
  }

  private static String parent(String name) {
    return name.substring(0, Math.max(name.lastIndexOf('.'), 0));
  }
}
