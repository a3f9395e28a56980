package io.thawline.transfer;

import static io.thawline.transfer.Files.added;
import static io.thawline.transfer.Files.base;
import static io.thawline.transfer.Files.counting;
import static io.thawline.transfer.Files.spec;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.thawline.checkpoint.Checkpoint;
import io.thawline.errors.InputRefusedException;
import io.thawline.network.AttentionOptions;
import io.thawline.network.AttentionOptions.Placement;
import io.thawline.network.UNetFixture;
import io.thawline.network.Zi2ziUNet;
import io.thawline.tensor.HostTensor;
import io.thawline.tensor.LayerKind;
import io.thawline.tensor.Layout;
import io.thawline.tensor.Shape;
import io.thawline.tensor.TensorSpec;
import io.thawline.transfer.LoadReport.Entry;
import io.thawline.transfer.LoadReport.Status;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** An inserted layer moves the keys behind it; order, kind and shape still tell them. */
class StructureMatchTest {
  private static final TransferOptions STRUCTURE = new OptionsBuilder().byStructure().build();

  @ParameterizedTest
  @EnumSource(names = "NONE", mode = EnumSource.Mode.EXCLUDE)
  void keysMoveAsTheyDoInPyTorch(Placement placement) {
    Layout layout =
        new Zi2ziUNet(UNetFixture.NARROW.options(AttentionOptions.of(placement, 8))).layout();
    Checkpoint checkpoint =
        Files.checkpoint("base.pth", UNetFixture.NARROW.start().tensors().asMap());
    LoadReport report = Transfer.plan(layout, List.of(checkpoint), STRUCTURE, 1).report();
    assertMapped(
        report, UNetFixture.json("keymaps.json").path(placement.name().toLowerCase(Locale.ROOT)));
  }

  @Test
  void insertedLayerWithoutStructureIsRefusedAndNeverLoadedWrongly() {
    Layout layout =
        new Zi2ziUNet(UNetFixture.NARROW.options(AttentionOptions.of(Placement.INSERT, 8)))
            .layout();
    Checkpoint checkpoint =
        Files.checkpoint("base.pth", UNetFixture.NARROW.start().tensors().asMap());
    assertThatThrownBy(
            () -> Transfer.plan(layout, List.of(checkpoint), TransferOptions.of("base.pth"), 1))
        .isInstanceOf(InputRefusedException.class)
        .hasMessageContaining("init.match: structure");
  }

  /** Modules nested in nn.Sequential: one key exists before and after, for other tensors. */
  @Test
  void nestedSequentialsMoveWithTheKeyThatCollides() {
    JsonNode keys = UNetFixture.json("keymaps.json").path("pix2pix_nested_insert_before_submodule");
    assertThat(keys.path("collide")).hasSize(1);
    Map<String, HostTensor> file = new LinkedHashMap<>();
    List<TensorSpec> specs = new ArrayList<>();
    for (JsonNode node : keys.path("old_keys")) {
      String name = node.asText();
      long[] dims = nestedShape(name);
      file.put(name, dims.length == 0 ? HostTensor.ofLongs(Shape.of(), 3) : counting(dims));
      JsonNode renamed = keys.path("renamed").path(name);
      if (!renamed.isMissingNode() && specs.stream().noneMatch(TensorSpec::added)) {
        keys.path("new_keys").forEach(key -> specs.add(attention(key.asText())));
      }
      specs.add(spec(renamed.asText(name), nestedKind(name, dims), dims));
    }
    LoadReport report =
        Transfer.plan(new Layout(specs), List.of(Files.checkpoint("base.pth", file)), STRUCTURE, 1)
            .report();
    assertMapped(report, keys);
  }

  private static void assertMapped(LoadReport report, JsonNode expected) {
    Map<String, String> renamed = new LinkedHashMap<>();
    expected
        .path("renamed")
        .fields()
        .forEachRemaining(e -> renamed.put(e.getKey(), e.getValue().asText()));
    Map<String, String> actual = new LinkedHashMap<>();
    report.entries().stream()
        .filter(e -> e.status() == Status.RENAMED)
        .forEach(e -> actual.put(e.origin(), e.name()));
    assertThat(actual).containsExactlyInAnyOrderEntriesOf(renamed);
    List<String> fresh = new ArrayList<>();
    expected.path("new_keys").forEach(key -> fresh.add(key.asText()));
    assertThat(report.entries().stream().filter(e -> e.status() == Status.NEW).map(Entry::name))
        .containsExactlyElementsOf(fresh);
    assertThat(report.count(Status.LOADED) + renamed.size() + fresh.size())
        .isEqualTo(report.entries().size());
  }

  /** Widths 1, 4, 8, 16, 32, 32, 32 from the outside; the depth is how often modules nest. */
  private static long[] nestedShape(String name) {
    long[] widths = {1, 4, 8, 16, 32, 32, 32};
    int depth = name.split("model\\.", -1).length - 3;
    String[] parts = name.split("\\.", -1);
    int index = Integer.parseInt(parts[parts.length - 2]);
    boolean innermost = depth == 5;
    long outer = widths[depth];
    long inner = widths[depth + 1];
    int up = depth == 0 || innermost ? 3 : 5;
    if (index == (depth == 0 ? 0 : 1)) {
      return new long[] {inner, outer, 4, 4};
    } else if (index == up) {
      return name.endsWith("bias")
          ? new long[] {outer}
          : new long[] {innermost ? inner : 2 * inner, outer, 4, 4};
    } else if (name.endsWith("num_batches_tracked")) {
      return new long[0];
    }
    return new long[] {index == 2 ? inner : outer};
  }

  private static LayerKind nestedKind(String name, long[] dims) {
    boolean outermostBias = name.equals("model.model.3.bias");
    return dims.length == 4 || outermostBias ? LayerKind.CONV : LayerKind.BATCH_NORM;
  }

  private static TensorSpec attention(String name) {
    long narrow = name.contains("value_conv") ? 32 : 4;
    return name.endsWith("gamma")
        ? added(name, 1)
        : name.endsWith("bias") ? added(name, narrow) : added(name, narrow, 32, 1, 1);
  }

  @Test
  void whatFitsTwoPlacesIsRefusedAndBothAreNamed() {
    Layout layout =
        new Layout(
            List.of(
                spec("a.weight", LayerKind.LINEAR, 4, 4),
                spec("b.weight", LayerKind.LINEAR, 4, 4)));
    TransferOptions options = new OptionsBuilder().byStructure().allowMissing(".*").build();
    assertThatThrownBy(
            () -> Transfer.plan(layout, List.of(base("x.weight", counting(4, 4))), options, 1))
        .isInstanceOf(InputRefusedException.class)
        .hasMessageContaining("x.weight (4, 4) fits a.weight as well as b.weight");
  }

  @Test
  void fileThatEndsTooEarlyOrTooLateIsRefused() {
    Layout layout = new Layout(List.of(spec("a.weight", LayerKind.LINEAR, 4, 4)));
    Checkpoint both = base("x.weight", counting(4, 4), "y.weight", counting(2, 2));
    assertThatThrownBy(() -> Transfer.plan(layout, List.of(both), STRUCTURE, 1))
        .hasMessageContaining("after 1 tensors, the checkpoint has y.weight (2, 2) where the model")
        .hasMessageContaining("init.drop: ['y\\.weight']");
    assertThatThrownBy(() -> Transfer.plan(layout, List.of(base()), STRUCTURE, 1))
        .hasMessageContaining("the checkpoint ends where the model has a.weight (4, 4)");
  }

  @Test
  void normOfAsManyNumbersIsNoBiasOfAConvolution() {
    Layout layout =
        new Layout(
            List.of(
                spec("conv.weight", LayerKind.CONV, 4, 4, 1, 1),
                spec("conv.bias", LayerKind.CONV, 4)));
    Checkpoint norm =
        base("a.weight", counting(4, 4, 1, 1), "b.weight", counting(4), "b.bias", counting(4));
    assertThatThrownBy(
            () ->
                Transfer.plan(
                    layout,
                    List.of(norm),
                    new OptionsBuilder().byStructure().drop("b\\.bias").build(),
                    1))
        .hasMessageContaining("b.weight (4) where the model has conv.bias (4)");
  }
}
