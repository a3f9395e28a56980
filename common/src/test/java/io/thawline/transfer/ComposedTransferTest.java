package io.thawline.transfer;

import static org.assertj.core.api.Assertions.assertThat;

import io.thawline.network.ComposedOptions;
import io.thawline.network.LinearLayer;
import io.thawline.network.PoolLayer;
import io.thawline.network.ResNetOptions;
import io.thawline.tensor.FormulaTensors;
import io.thawline.tensor.Layout;
import io.thawline.tensor.TensorSpec;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** The first blocks of a published network with their weights, and new layers of one's own. */
class ComposedTransferTest {
  @Test
  void keptLayersTakeTheirWeightsAndNewOnesStartAfresh() {
    Layout layout =
        new ComposedOptions(
                ComposedOptions.Kind.COMPOSED,
                new ResNetOptions(ResNetOptions.Kind.RESNET18, 1000, 3, 64),
                "layer2.1",
                "head",
                List.of(
                    new PoolLayer(PoolLayer.Kind.POOL, PoolLayer.Function.GLOBAL_AVERAGE, 2),
                    new LinearLayer(LinearLayer.Kind.LINEAR, 6)))
            .network()
            .layout();
    TransferResult result =
        Transfer.plan(
            layout,
            List.of(KeyList.read("resnet18_keys_1000.json").checkpoint(UnaryOperator.identity())),
            new OptionsBuilder().take("first 4 blocks").build(),
            1);
    assertThat(layout.tensors()).hasSize(62);
    for (TensorSpec spec : layout.tensors()) {
      if (spec.added()) {
        assertThat(spec.name()).startsWith("head.1.");
        assertThat(result.weights().require(spec.name()).shape()).isEqualTo(spec.shape());
      } else {
        assertThat(result.weights().require(spec.name()))
            .isEqualTo(FormulaTensors.values(spec.name(), spec.shape()));
      }
    }
  }
}
