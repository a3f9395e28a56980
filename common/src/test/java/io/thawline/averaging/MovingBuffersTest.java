package io.thawline.averaging;

import static org.assertj.core.api.Assertions.assertThat;

import io.thawline.averaging.MovingBuffers.Packed;
import io.thawline.tensor.DType;
import io.thawline.tensor.HostTensor;
import io.thawline.tensor.Init;
import io.thawline.tensor.LayerKind;
import io.thawline.tensor.Layout;
import io.thawline.tensor.Shape;
import io.thawline.tensor.TensorSpec;
import io.thawline.tensor.TensorSpec.Role;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class MovingBuffersTest {
  private static final Layout LAYOUT =
      new Layout(
          List.of(
              spec("bn.weight", Role.PARAMETER, DType.FLOAT32, 1),
              spec("bn.running_mean", Role.BUFFER, DType.FLOAT32, 1),
              spec("bn.running_var", Role.BUFFER, DType.FLOAT32, 1),
              new TensorSpec(
                  "bn.num_batches_tracked",
                  DType.INT64,
                  Shape.of(),
                  Role.BUFFER,
                  LayerKind.BATCH_NORM,
                  new Init.Constant(0),
                  false),
              spec("frozen.weight", Role.PARAMETER, DType.FLOAT32, 1),
              spec("frozen.running_mean", Role.BUFFER, DType.FLOAT32, 1)));

  @Test
  void buffersOfFrozenLayersStay() {
    assertThat(LAYOUT.movingBuffers(Set.of("bn.weight")))
        .extracting(TensorSpec::name)
        .containsExactly("bn.running_mean", "bn.running_var", "bn.num_batches_tracked");
  }

  @Test
  void statisticsCombineExactlyAndCountersTakeTheLargest() {
    MovingBuffers buffers = MovingBuffers.of(LAYOUT, Set.of("bn.weight"));
    Map<String, HostTensor> combined =
        buffers.combine(
            List.of(
                new Packed(ByteBuffer.wrap(buffers.pack(trained(2, 3, 7))), 1),
                new Packed(ByteBuffer.wrap(buffers.pack(trained(4, 3, 9))), 1)));
    assertThat(combined)
        .containsEntry("bn.running_mean", HostTensor.ofFloats(Shape.of(1), 3))
        .containsEntry("bn.running_var", HostTensor.ofFloats(Shape.of(1), 4))
        .containsEntry("bn.num_batches_tracked", HostTensor.ofLongs(Shape.of(), 9));
  }

  private static Map<String, HostTensor> trained(float mean, float variance, long batches) {
    return Map.of(
        "bn.running_mean", HostTensor.ofFloats(Shape.of(1), mean),
        "bn.running_var", HostTensor.ofFloats(Shape.of(1), variance),
        "bn.num_batches_tracked", HostTensor.ofLongs(Shape.of(), batches));
  }

  private static TensorSpec spec(String name, Role role, DType dtype, long length) {
    return new TensorSpec(
        name, dtype, Shape.of(length), role, LayerKind.BATCH_NORM, new Init.Constant(0), false);
  }
}
