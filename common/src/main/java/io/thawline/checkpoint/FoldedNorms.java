package io.thawline.checkpoint;

import io.thawline.errors.InputRefusedException;
import io.thawline.tensor.HostTensor;
import io.thawline.tensor.StateDict;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Weights that PyTorch keeps in parts, put together as it does in eval mode: spectral norm ({@code
 * weight_orig}, {@code _u}, {@code _v}) and weight norm ({@code weight_g}, {@code _v}), in these
 * old forms of {@code torch.nn.utils} and as {@code torch.nn.utils.parametrizations}. What is put
 * together is float32, with sums in float64.
 *
 * @param tensors those of the file, the parts replaced by the weight where the first of them stood
 * @param names of the weights that were put together, in the file's order
 */
public record FoldedNorms(StateDict tensors, List<String> names) {
  public FoldedNorms {
    names = List.copyOf(names);
  }

  /**
   * Puts together what can be.
   *
   * @param location of the file, for messages
   * @throws InputRefusedException naming each weight that PyTorch keeps in other parts, such as
   *     pruned and orthogonal ones, or in parts that do not fit each other
   */
  public static FoldedNorms fold(String location, StateDict tensors) {
    Map<String, WeightParts> weights = WeightParts.find(tensors);
    Map<String, HostTensor> folded = new LinkedHashMap<>();
    List<String> problems = new ArrayList<>();
    List<String> names = new ArrayList<>();
    weights.forEach(
        (name, parts) -> {
          try {
            folded.put(name, parts.fold());
            names.add(name);
          } catch (Refusal e) {
            problems.add("Cannot read %s: %s".formatted(location, e.getMessage()));
          }
        });
    if (!problems.isEmpty()) {
      throw new InputRefusedException(problems);
    }
    return new FoldedNorms(replaced(tensors, weights, folded), names);
  }

  private static StateDict replaced(
      StateDict tensors, Map<String, WeightParts> weights, Map<String, HostTensor> folded) {
    Map<String, String> weightOf = new LinkedHashMap<>();
    weights.forEach((name, parts) -> parts.tensorNames().forEach(part -> weightOf.put(part, name)));
    Map<String, HostTensor> all = new LinkedHashMap<>();
    tensors
        .asMap()
        .forEach(
            (name, tensor) -> {
              String weight = weightOf.getOrDefault(name, name);
              all.put(weight, folded.getOrDefault(weight, tensor));
            });
    return StateDict.of(all);
  }
}
