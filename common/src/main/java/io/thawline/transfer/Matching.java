package io.thawline.transfer;

import io.thawline.tensor.Layout;
import io.thawline.tensor.TensorSpec;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Which tensor of the checkpoints each tensor of the model is taken from. */
record Matching(Map<String, SourceTensor> byModelName, List<SourceTensor> left) {
  static Matching byName(Layout layout, List<SourceTensor> sources) {
    Map<String, SourceTensor> pairs = new HashMap<>();
    for (SourceTensor source : sources) {
      layout.find(source.name()).map(TensorSpec::name).ifPresent(name -> pairs.put(name, source));
    }
    List<SourceTensor> left = sources.stream().filter(s -> !pairs.containsKey(s.name())).toList();
    return new Matching(pairs, left);
  }

  Optional<SourceTensor> of(TensorSpec spec) {
    return Optional.ofNullable(byModelName.get(spec.name()));
  }
}
