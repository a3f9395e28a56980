package io.thawline.transfer;

import io.thawline.checkpoint.Checkpoint;
import io.thawline.tensor.DType;
import io.thawline.tensor.HostTensor;
import io.thawline.tensor.Init;
import io.thawline.tensor.LayerKind;
import io.thawline.tensor.Shape;
import io.thawline.tensor.StateDict;
import io.thawline.tensor.TensorSpec;
import io.thawline.tensor.TensorSpec.Role;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.IntStream;

/** Checkpoints and model tensors of few words. */
final class Files {
  private Files() {}

  static Checkpoint checkpoint(String location, Map<String, HostTensor> tensors) {
    return new Checkpoint("torch-zip", location, () -> "00ff", StateDict.of(tensors), Map.of());
  }

  /** {@code base.pth}, from names and tensors in turn. */
  static Checkpoint base(Object... namesAndTensors) {
    return checkpoint("base.pth", tensors(namesAndTensors));
  }

  static Map<String, HostTensor> tensors(Object... namesAndTensors) {
    Map<String, HostTensor> tensors = new LinkedHashMap<>();
    for (int i = 0; i < namesAndTensors.length; i += 2) {
      tensors.put((String) namesAndTensors[i], (HostTensor) namesAndTensors[i + 1]);
    }
    return tensors;
  }

  /** Values 0, 1, 2, ... */
  static HostTensor counting(long... dims) {
    Shape shape = Shape.of(dims);
    float[] values = new float[(int) shape.elements()];
    IntStream.range(0, values.length).forEach(i -> values[i] = i);
    return HostTensor.ofFloats(shape, values);
  }

  static TensorSpec spec(String name, LayerKind layer, long... dims) {
    return spec(name, layer, false, dims);
  }

  static TensorSpec added(String name, long... dims) {
    return spec(name, LayerKind.ATTENTION, true, dims);
  }

  private static TensorSpec spec(String name, LayerKind layer, boolean added, long... dims) {
    boolean counter = name.endsWith("num_batches_tracked");
    return new TensorSpec(
        name,
        counter ? DType.INT64 : DType.FLOAT32,
        Shape.of(dims),
        Role.PARAMETER,
        layer,
        counter ? new Init.Constant(0) : new Init.Normal(0, 0.02),
        added);
  }
}
