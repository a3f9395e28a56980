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
import java.util.List;
import java.util.Map;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

class FlatNetworkTest {
  private static final Layout LAYOUT =
      new Layout(List.of(spec("a", 5), spec("b", 3), spec("frozen", 7)));

  @Property
  void joinRestoresWhatSplitCutAtEveryChunkSize(@ForAll @IntRange(min = 1, max = 30) int floats) {
    NetworkState trained =
        new NetworkState(
            StateDict.of(Map.of("a", values(5, 1), "b", values(3, 10))),
            Map.of(
                "a", new Moments(values(5, 20), values(5, 30), 4),
                "b", new Moments(values(3, 40), values(3, 50), 9)));
    FlatNetwork flat = FlatNetwork.of(LAYOUT, Set.of("a", "b"), floats);
    List<byte[]> chunks = flat.split(trained);
    assertThat(chunks).hasSize(flat.chunks());
    assertThat(chunks)
        .allSatisfy(chunk -> assertThat(chunk.length).isLessThanOrEqualTo(4 * floats));
    FlatNetwork.Part part = flat.join(chunks);
    assertThat(part.weights()).isEqualTo(trained.tensors().asMap());
    assertThat(part.moments("a", 4)).isEqualTo(trained.moments().get("a"));
    assertThat(part.moments("b", 9)).isEqualTo(trained.moments().get("b"));
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
