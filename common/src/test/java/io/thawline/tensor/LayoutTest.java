package io.thawline.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class LayoutTest {
  private static List<TensorSpec> tensors(String... names) {
    return Stream.of(names)
        .map(
            name ->
                new TensorSpec(
                    name,
                    DType.FLOAT32,
                    Shape.of(2),
                    TensorSpec.Role.PARAMETER,
                    LayerKind.LINEAR,
                    new Init.Constant(0),
                    false))
        .toList();
  }

  @Test
  void modulesWithTensorsOfTheirOwnAreGroupsWhereNoneAreGiven() {
    assertThat(new Layout(tensors("scale", "a.0.weight", "a.0.bias", "b.weight")).groups())
        .containsExactly(
            new LayerGroup("", List.of("scale")),
            new LayerGroup("a.0", List.of("a.0.weight", "a.0.bias")),
            new LayerGroup("b", List.of("b.weight")));
  }

  @Test
  void groupsMayStandInAnotherOrderThanTheTensors() {
    List<LayerGroup> groups =
        List.of(new LayerGroup("first", List.of("b.w")), new LayerGroup("last", List.of("a.w")));
    assertThat(new Layout(tensors("a.w", "b.w"), groups).groups()).isEqualTo(groups);
  }

  @Test
  void tensorInNoGroupOrInTwoIsRefused() {
    LayerGroup one = new LayerGroup("one", List.of("a.w"));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Layout(tensors("a.w", "b.w"), List.of(one)));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Layout(tensors("a.w"), List.of(one, one)));
  }
}
