package io.thawline.transfer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.thawline.checkpoint.Checkpoint;
import io.thawline.errors.InputRefusedException;
import io.thawline.tensor.FormulaTensors;
import io.thawline.tensor.HostTensor;
import io.thawline.tensor.Shape;
import io.thawline.transfer.LoadReport.Entry;
import io.thawline.transfer.LoadReport.Status;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** ResNet, MobileNetV2 and BERT, by the key lists of their state dicts. */
class PublishedNetworksTest {
  private static final KeyList MOBILE_NET = KeyList.read("mobilenet_v2_keys_1000.json");
  private static final KeyList BERT = KeyList.read("bert_seqcls_keys.json");

  @Test
  void formulaGivesTheValuesThatPyTorchWasGiven() {
    KeyList.read("resnet18_keys_10.json")
        .shapes()
        .forEach(
            (name, shape) ->
                assertThat(FormulaTensors.values(name, shape).crc32())
                    .as(name)
                    .isEqualTo(
                        KeyList.json("resnet18_keys_10.json")
                            .path(name)
                            .path("crc32_of_formula_tensor")
                            .asLong()));
  }

  @ParameterizedTest
  @CsvSource({
    "resnet18_keys_1000.json, fc, 512, 122",
    "mobilenet_v2_keys_1000.json, classifier.1, 1280, 314"
  })
  void fileOfThousandClassesLoadsIntoTenWithTheHeadAfresh(
      String keys, String head, int width, int tensors) {
    KeyList file = KeyList.read(keys);
    KeyList network = file.with(head + ".weight", 10, width).with(head + ".bias", 10);
    TransferOptions options =
        new OptionsBuilder()
            .onMismatch(head.replace(".", "\\.") + "\\..*", OnMismatch.REINIT)
            .build();
    Checkpoint checkpoint = file.checkpoint(UnaryOperator.identity());
    LoadReport report = Transfer.plan(network.layout(), List.of(checkpoint), options, 1).report();
    assertThat(report.count(Status.REINITIALISED)).isEqualTo(2);
    assertThat(report.count(Status.LOADED)).isEqualTo(tensors - 2);
    assertThat(report.entries()).hasSize(tensors);
  }

  @Test
  void mobileNetOfAnotherNamingSchemeLoadsByStructureWithEveryRenameListed() {
    TransferResult result =
        Transfer.plan(
            MOBILE_NET.layout(),
            List.of(MOBILE_NET.checkpoint(new OtherScheme())),
            new OptionsBuilder().byStructure().build(),
            1);
    assertThat(result.report().count(Status.RENAMED)).isEqualTo(314);
    UnaryOperator<String> scheme = new OtherScheme();
    for (Entry entry : result.report().entries()) {
      assertThat(entry.origin()).isEqualTo(scheme.apply(entry.name()));
      assertThat(result.weights().require(entry.name()))
          .isEqualTo(FormulaTensors.values(entry.name(), entry.shape()));
    }
  }

  /** Layers numbered through, their tensors under TensorFlow's names. */
  private static final class OtherScheme implements UnaryOperator<String> {
    private final Map<String, Integer> layers = new LinkedHashMap<>();

    @Override
    public String apply(String name) {
      String layer = name.substring(0, name.lastIndexOf('.'));
      layers.putIfAbsent(layer, layers.size());
      String leaf =
          switch (name.substring(name.lastIndexOf('.') + 1)) {
            case "weight" -> "kernel";
            case "bias" -> "beta";
            case "running_mean" -> "moving_mean";
            case "running_var" -> "moving_variance";
            default -> "num_batches_tracked";
          };
      return "net.layers.%d.%s".formatted(layers.get(layer), leaf);
    }
  }

  @Test
  void batchNormOfSwappedStatisticsIsRefused() {
    UnaryOperator<String> swapped =
        name ->
            name.endsWith("running_mean")
                ? "x." + name.replace("running_mean", "running_var")
                : "x." + name.replace("running_var", "running_mean");
    assertThatThrownBy(
            () ->
                Transfer.plan(
                    MOBILE_NET.layout(),
                    List.of(MOBILE_NET.checkpoint(swapped)),
                    new OptionsBuilder().byStructure().build(),
                    1))
        .isInstanceOf(InputRefusedException.class)
        .hasMessageContaining("where the model has features.0.1.running_mean (32)");
  }

  @Test
  void transposedLinearIsRefusedByNameAndByStructure() {
    String name = "bert.encoder.layer.0.intermediate.dense.weight";
    assertThat(BERT.shapes()).containsEntry(name, Shape.of(64, 32));
    Checkpoint transposed = BERT.with(name, 32, 64).checkpoint(UnaryOperator.identity());
    for (OptionsBuilder options :
        List.of(
            new OptionsBuilder(),
            new OptionsBuilder().byStructure(),
            new OptionsBuilder().byStructure().onMismatch(".*", OnMismatch.COPY_OVERLAP))) {
      InputRefusedException refused =
          catchThrowableOfType(
              InputRefusedException.class,
              () -> Transfer.plan(BERT.layout(), List.of(transposed), options.build(), 1));
      assertThat(refused.problems())
          .singleElement()
          .asString()
          .contains(name, "(32, 64)", "(64, 32)", "never reshaped");
    }
  }

  @Test
  void fileSortedByNameIsRefusedByStructure() {
    Map<String, HostTensor> sorted = new LinkedHashMap<>();
    for (int layer : new int[] {0, 1, 10, 2}) {
      sorted.put("layers." + layer + ".weight", Files.counting(4, 4));
    }
    assertThatThrownBy(
            () ->
                Transfer.plan(
                    BERT.layout(),
                    List.of(Files.checkpoint("base.pth", sorted)),
                    new OptionsBuilder().byStructure().build(),
                    1))
        .isInstanceOf(InputRefusedException.class)
        .hasMessageContaining("layers.2.weight comes after number 10");
  }
}
