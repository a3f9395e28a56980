package io.thawline.averaging;

import static org.assertj.core.api.Assertions.assertThat;

import io.thawline.state.Moments;
import io.thawline.state.NetworkState;
import io.thawline.tensor.DType;
import io.thawline.tensor.HostTensor;
import io.thawline.tensor.Init;
import io.thawline.tensor.LayerKind;
import io.thawline.tensor.Layout;
import io.thawline.tensor.Shape;
import io.thawline.tensor.StateDict;
import io.thawline.tensor.TensorSpec;
import io.thawline.tensor.TensorSpec.Role;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class FlatNetworkTest {
  private static final Layout LAYOUT =
      new Layout(List.of(spec("a", 5), spec("b", 3), spec("frozen", 7)));

  @Property
  void chunksLaidOneAfterAnotherAreTheVectors(@ForAll @IntRange(min = 1, max = 30) int floats) {
    NetworkState trained =
        new NetworkState(
            StateDict.of(Map.of("a", values(5, 1), "b", values(3, 10))),
            Map.of(
                "a", moments(values(5, 20), values(5, 30), 4),
                "b", moments(values(3, 40), values(3, 50), 9)),
            Map.of("b", values(3, 60)));
    FlatNetwork flat =
        FlatNetwork.of(LAYOUT, Set.of("a", "b"), List.of("exp_avg_sq", "exp_avg"), floats);
    ByteBuffer all = ByteBuffer.allocate(3 * (int) flat.vectorBytes());
    for (int chunk = 0; chunk < flat.chunks(); chunk++) {
      byte[] bytes = flat.chunk(trained, chunk);
      assertThat(bytes).hasSize(4 * flat.floats(chunk)).hasSizeLessThanOrEqualTo(4 * floats);
      all.put((int) flat.offset(chunk), bytes);
    }
    assertThat(vector(flat, all, 0)).isEqualTo(trained.tensors().asMap());
    assertThat(vector(flat, all, 1)).containsEntry("a", values(5, 20));
    assertThat(vector(flat, all, 2)).containsEntry("b", values(3, 50));
  }

  @Test
  void aParameterWithoutVelocityHasZeros() {
    NetworkState before =
        new NetworkState(StateDict.of(Map.of()), Map.of(), Map.of("b", values(3, 60)));
    FlatNetwork flat = FlatNetwork.of(LAYOUT, Set.of("a", "b"), List.of());
    assertThat(vector(flat, ByteBuffer.wrap(flat.velocity(before, 0)), 0))
        .containsEntry("a", HostTensor.ofFloats(Shape.of(5), 0, 0, 0, 0, 0))
        .containsEntry("b", values(3, 60));
  }

  private static Map<String, HostTensor> vector(FlatNetwork flat, ByteBuffer all, int index) {
    int bytes = (int) flat.vectorBytes();
    return flat.tensors(
        (position, length) -> all.slice((int) position + index * bytes, (int) length));
  }

  private static Moments moments(HostTensor expAvg, HostTensor expAvgSq, long step) {
    return Moments.of(Map.of("exp_avg", expAvg, "exp_avg_sq", expAvgSq), step);
  }

  private static HostTensor values(int count, float from) {
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = from + i;
    }
    return HostTensor.ofFloats(Shape.of(count), values);
  }

  private static TensorSpec spec(String name, int length) {
    return new TensorSpec(
        name,
        DType.FLOAT32,
        Shape.of(length),
        Role.PARAMETER,
        LayerKind.CONV,
        new Init.Constant(0),
        false);
  }
}
