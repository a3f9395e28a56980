package io.thawline.checkpoint;

import io.thawline.tensor.Cast;
import io.thawline.tensor.HostTensor;
import io.thawline.tensor.StateDict;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.Map;

/** Casts tensors, each once, so that what stands under two names stays one. */
final class NamedCast {
  private final Cast cast;
  private final IdentityHashMap<HostTensor, HostTensor> done = new IdentityHashMap<>();

  NamedCast(Cast cast) {
    this.cast = cast;
  }

  /**
   * The cast tensors under their names.
   *
   * @throws ArithmeticException naming the tensor with a value that does not fit
   */
  StateDict apply(Map<String, HostTensor> tensors) {
    Map<String, HostTensor> converted = new LinkedHashMap<>();
    tensors.forEach(
        (name, tensor) ->
            converted.put(name, done.computeIfAbsent(tensor, one -> apply(name, one))));
    return StateDict.of(converted);
  }

  private HostTensor apply(String name, HostTensor tensor) {
    try {
      return cast.apply(tensor);
    } catch (ArithmeticException e) {
      ArithmeticException named = new ArithmeticException(name + ": " + e.getMessage());
      named.initCause(e);
      throw named;
    }
  }
}
