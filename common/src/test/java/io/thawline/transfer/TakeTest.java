package io.thawline.transfer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.groups.Tuple.tuple;

import io.thawline.errors.ConfigurationException;
import io.thawline.errors.InputRefusedException;
import io.thawline.tensor.HostTensor;
import io.thawline.tensor.LayerKind;
import io.thawline.tensor.Layout;
import io.thawline.tensor.Shape;
import io.thawline.transfer.LoadReport.Entry;
import io.thawline.transfer.LoadReport.Status;
import java.util.Collection;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TakeTest {
  private static final KeyList RESNET = KeyList.read("resnet18_keys_10.json");

  /** What is taken of a file. */
  private static List<String> taken(Collection<String> file, String take) {
    return Take.parse("init.take", take)
        .from(file.stream().map(TakeTest::tensor).toList(), "init.take")
        .stream()
        .map(SourceTensor::name)
        .toList();
  }

  private static SourceTensor tensor(String name) {
    return SourceTensor.of("base.pth", name, HostTensor.ofFloats(Shape.of(1), 1));
  }

  @Test
  void blocksOfAResNetAreItsResidualBlocks() {
    Collection<String> names = RESNET.shapes().keySet();
    assertThat(taken(names, "first 3 blocks"))
        .containsExactlyElementsOf(
            names.stream()
                .filter(
                    name ->
                        Stream.of("conv1.", "bn1.", "layer1.", "layer2.0.")
                            .anyMatch(name::startsWith))
                .toList());
    assertThat(taken(names, "first 8 blocks"))
        .doesNotContain("fc.weight")
        .contains("layer4.1.bn2.bias");
  }

  @ParameterizedTest
  @CsvSource({
    "first 1 layer, fc1.weight fc1.bias",
    "first 2 layers, fc1.weight fc1.bias norm.weight",
    "'.*bias', fc1.bias fc2.bias",
    "'', fc1.weight fc1.bias norm.weight fc2.weight fc2.bias"
  })
  void takesLayersOrNamesOrAll(String take, String expected) {
    List<String> file = List.of("fc1.weight", "fc1.bias", "norm.weight", "fc2.weight", "fc2.bias");
    assertThat(taken(file, take)).containsExactly(expected.split(" "));
  }

  @Test
  void moreThanThereAreIsAnErrorThatNamesThem() {
    assertThatThrownBy(() -> taken(List.of("layer.0.w", "layer.1.w", "fc.w"), "first 3 blocks"))
        .isInstanceOf(ConfigurationException.class)
        .hasMessage(
            "init.take: 'first 3 blocks' is more than the checkpoint has: layer.0, layer.1. Ask for fewer, or write a pattern.");
    assertThatThrownBy(() -> taken(List.of("fc.w"), "first 1 block"))
        .hasMessageContaining("has: none");
  }

  @ParameterizedTest
  @CsvSource({
    "layer.0.w layer.10.w layer.2.w, layer.2.w comes after number 10",
    "conv1.bias conv1.weight fc.bias fc.weight layer1.0.bias layer1.0.weight, conv1.weight comes after its bias"
  })
  void rangeOfAFileThatIsSortedByNameIsRefused(String names, String why) {
    assertThatThrownBy(() -> taken(List.of(names.split(" ")), "first 1 block"))
        .isInstanceOf(InputRefusedException.class)
        .hasMessageContaining("Cannot count the blocks of base.pth")
        .hasMessageContaining(why);
  }

  @Test
  void whatIsNotTakenIsToldAndMayBeAnotherShape() {
    Layout layout =
        new Layout(
            List.of(
                Files.spec("body.0.weight", LayerKind.LINEAR, 2, 2),
                Files.spec("head.weight", LayerKind.LINEAR, 3, 2)));
    LoadReport report =
        Transfer.plan(
                layout,
                List.of(
                    Files.base(
                        "body.0.weight", Files.counting(2, 2),
                        "body.1.weight", Files.counting(9, 9),
                        "head.weight", Files.counting(7, 2))),
                new OptionsBuilder().take("first 1 block").allowMissing("head\\..*").build(),
                1)
            .report();
    assertThat(report.entries())
        .extracting(Entry::name, Entry::status)
        .containsExactly(
            tuple("body.0.weight", Status.LOADED),
            tuple("head.weight", Status.MISSING),
            tuple("body.1.weight", Status.UNEXPECTED),
            tuple("head.weight", Status.UNEXPECTED));
  }
}
