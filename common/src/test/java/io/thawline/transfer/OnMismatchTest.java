package io.thawline.transfer;

import static io.thawline.transfer.Files.base;
import static io.thawline.transfer.Files.counting;
import static io.thawline.transfer.Files.spec;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.thawline.errors.InputRefusedException;
import io.thawline.tensor.HostTensor;
import io.thawline.tensor.Init;
import io.thawline.tensor.LayerKind;
import io.thawline.tensor.Layout;
import io.thawline.tensor.Shape;
import io.thawline.tensor.TensorSpec;
import io.thawline.transfer.LoadReport.Status;
import java.util.List;
import org.junit.jupiter.api.Test;

class OnMismatchTest {
  private static TransferResult plan(TensorSpec spec, HostTensor source, OnMismatch rule) {
    return Transfer.plan(
        new Layout(List.of(spec)),
        List.of(base(spec.name(), source)),
        new OptionsBuilder().onMismatch(".*", rule).build(),
        5);
  }

  private static float[] adapted(TensorSpec spec, HostTensor source, OnMismatch rule) {
    TransferResult result = plan(spec, source, rule);
    assertThat(result.report().count(Status.PARTIAL)).isEqualTo(1);
    return result.weights().require(spec.name()).toFloats();
  }

  @Test
  void reinitStartsAfresh() {
    TensorSpec head = spec("fc.weight", LayerKind.LINEAR, 10, 4);
    TransferResult result = plan(head, counting(1000, 4), OnMismatch.REINIT);
    assertThat(result.weights().require("fc.weight")).isEqualTo(Init.draw(head, 5));
    assertThat(result.report().count(Status.REINITIALISED)).isEqualTo(1);
    assertThat(result.report().matchedFraction()).isZero();
  }

  @Test
  void reinitAlsoCoversValuesThatAreNoNumbers() {
    TensorSpec head = spec("fc.bias", LayerKind.LINEAR, 1);
    HostTensor nan = HostTensor.ofFloats(Shape.of(1), Float.NaN);
    assertThat(plan(head, nan, OnMismatch.REINIT).report().count(Status.REINITIALISED))
        .isEqualTo(1);
    assertThatThrownBy(() -> plan(head, nan, OnMismatch.COPY_OVERLAP))
        .isInstanceOf(InputRefusedException.class);
  }

  @Test
  void tensorOfTheRightShapeIsLoadedWhateverTheRule() {
    TensorSpec head = spec("fc.weight", LayerKind.LINEAR, 2, 2);
    LoadReport report = plan(head, counting(2, 2), OnMismatch.REINIT).report();
    assertThat(report.count(Status.LOADED)).isEqualTo(1);
  }

  @Test
  void overlapIsCopiedAndTheRestIsFresh() {
    TensorSpec spec = spec("w", LayerKind.LINEAR, 2, 3);
    float[] fresh = Init.draw(spec, 5).toFloats();
    assertThat(adapted(spec, counting(4, 2), OnMismatch.COPY_OVERLAP))
        .containsExactly(0, 1, fresh[2], 2, 3, fresh[5]);
  }

  @Test
  void oldRowsAreKeptAndNewOnesAreFresh() {
    TensorSpec table = spec("embedder.weight", LayerKind.EMBEDDING, 4, 2);
    float[] fresh = Init.draw(table, 5).toFloats();
    TransferResult result = plan(table, counting(2, 2), OnMismatch.RESIZE_ROWS);
    assertThat(result.weights().require("embedder.weight").toFloats())
        .containsExactly(0, 1, 2, 3, fresh[4], fresh[5], fresh[6], fresh[7]);
    assertThat(result.report().matchedFraction()).isEqualTo(0.5);
    assertThat(result.report().entries().get(0).note()).isEqualTo("resize_rows from (2, 2)");
  }

  @Test
  void fewerRowsThanTheCheckpointHasAreRefused() {
    assertRefused(
        spec("embedder.weight", LayerKind.EMBEDDING, 2, 2),
        counting(4, 2),
        OnMismatch.RESIZE_ROWS,
        "resize_rows is for embeddings and heads that get more rows");
  }

  @Test
  void colourFiltersAreSummedForGreyImages() {
    TensorSpec conv = spec("conv1.weight", LayerKind.CONV, 2, 1, 1, 2);
    assertThat(adapted(conv, counting(2, 3, 1, 2), OnMismatch.ADAPT_INPUT))
        .containsExactly(0 + 2 + 4, 1 + 3 + 5, 6 + 8 + 10, 7 + 9 + 11);
  }

  @Test
  void greyFiltersAreSharedAmongColours() {
    TensorSpec conv = spec("conv1.weight", LayerKind.CONV, 2, 3, 1, 1);
    HostTensor grey = HostTensor.ofFloats(Shape.of(2, 1, 1, 1), 3, 6);
    assertThat(adapted(conv, grey, OnMismatch.ADAPT_INPUT)).containsExactly(1, 1, 1, 2, 2, 2);
  }

  @Test
  void inputsOtherThanGreyAndColourAreRefused() {
    assertRefused(
        spec("conv1.weight", LayerKind.CONV, 2, 4, 1, 1),
        counting(2, 3, 1, 1),
        OnMismatch.ADAPT_INPUT,
        "adapt_input is for convolutions of 1 and 3 input channels");
  }

  @Test
  void positionsAreInterpolatedAsPyTorchDoes() {
    // torch.nn.functional.interpolate(tensor([[[0., 2, 4]]]), size=6, mode='linear')
    TensorSpec table = spec("positions.weight", LayerKind.EMBEDDING, 6, 1);
    HostTensor three = HostTensor.ofFloats(Shape.of(3, 1), 0, 2, 4);
    assertThat(adapted(table, three, OnMismatch.INTERPOLATE))
        .containsExactly(0, 0.5f, 1.5f, 2.5f, 3.5f, 4);
  }

  @Test
  void asManyNumbersInAnotherShapeAreNeverReshapedWhateverTheRule() {
    for (OnMismatch rule : OnMismatch.values()) {
      if (rule != OnMismatch.REINIT) {
        assertRefused(
            spec("fc.weight", LayerKind.LINEAR, 3, 5),
            counting(5, 3),
            rule,
            "as many numbers in another shape are never reshaped");
      }
    }
  }

  private static void assertRefused(
      TensorSpec spec, HostTensor source, OnMismatch rule, String why) {
    assertThatThrownBy(() -> plan(spec, source, rule))
        .isInstanceOf(InputRefusedException.class)
        .hasMessageContaining(why)
        .hasMessageContaining("init.on_mismatch");
  }
}
