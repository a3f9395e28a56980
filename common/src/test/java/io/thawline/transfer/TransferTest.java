package io.thawline.transfer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.thawline.checkpoint.Checkpoint;
import io.thawline.errors.ConfigurationException;
import io.thawline.errors.InputRefusedException;
import io.thawline.tensor.DType;
import io.thawline.tensor.HostTensor;
import io.thawline.tensor.Init;
import io.thawline.tensor.LayerKind;
import io.thawline.tensor.Layout;
import io.thawline.tensor.Shape;
import io.thawline.tensor.StateDict;
import io.thawline.tensor.TensorSpec;
import io.thawline.tensor.TensorSpec.Role;
import io.thawline.transfer.LoadReport.Status;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TransferTest {
  private static final TensorSpec WEIGHT = weight("conv.weight", Shape.of(2, 2), false);
  private static final TensorSpec COUNTER =
      new TensorSpec(
          "bn.num_batches_tracked",
          DType.INT64,
          Shape.of(),
          Role.BUFFER,
          LayerKind.BATCH_NORM,
          new Init.Constant(0),
          false);
  private static final TensorSpec ADDED = weight("attention.weight", Shape.of(3), true);
  private static final HostTensor FLOATS = HostTensor.ofFloats(Shape.of(2, 2), 1, 2, 3, 4);
  private static final HostTensor COUNT = HostTensor.ofLongs(Shape.of(), 9);

  @Test
  void tensorsOfTheModelsTypeAreTakenAsTheyAre() {
    TransferResult result = plan(List.of(WEIGHT, COUNTER), checkpoint());
    assertThat(result.weights().require("conv.weight")).isSameAs(FLOATS);
    assertThat(result.weights().require("bn.num_batches_tracked")).isSameAs(COUNT);
    assertThat(result.report().count(Status.LOADED)).isEqualTo(2);
    assertThat(result.report().bytes(Status.LOADED)).isEqualTo(24);
  }

  @Test
  void otherFloatsAndIntegersAreCast() {
    HostTensor half = HostTensor.of(DType.BFLOAT16, Shape.of(2, 2), shorts(0x3f80, 0x4000, 0, 0));
    HostTensor count = HostTensor.of(DType.INT16, Shape.of(), shorts(12));
    TransferResult result =
        plan(
            List.of(WEIGHT, COUNTER),
            checkpoint("conv.weight", half, "bn.num_batches_tracked", count));
    assertThat(result.weights().require("conv.weight").toFloats()).containsExactly(1, 2, 0, 0);
    assertThat(result.weights().require("bn.num_batches_tracked"))
        .isEqualTo(HostTensor.ofLongs(Shape.of(), 12));
    assertThat(result.report().count(Status.CAST)).isEqualTo(2);
    assertThat(result.report().entries().get(0).from()).isEqualTo("bfloat16");
  }

  @Test
  void addedLayersStartAfreshFromTheSeed() {
    TransferResult result = plan(List.of(WEIGHT, ADDED, COUNTER), checkpoint());
    assertThat(result.weights().require("attention.weight")).isEqualTo(Init.draw(ADDED, 5));
    assertThat(result.weights().names())
        .containsExactly("conv.weight", "attention.weight", "bn.num_batches_tracked");
    assertThat(result.report().count(Status.NEW)).isEqualTo(1);
  }

  @Test
  void addedLayerThatTheCheckpointHasIsLoaded() {
    HostTensor trained = HostTensor.ofFloats(Shape.of(3), 7, 8, 9);
    TransferResult result = plan(List.of(ADDED), checkpoint("attention.weight", trained));
    assertThat(result.weights().require("attention.weight")).isSameAs(trained);
  }

  @Test
  void batchCounterOfAnOldFileStartsAtZero() {
    TransferResult result = plan(List.of(WEIGHT, COUNTER), checkpoint("conv.weight", FLOATS));
    assertThat(result.weights().require("bn.num_batches_tracked"))
        .isEqualTo(HostTensor.ofLongs(Shape.of(), 0));
  }

  @Test
  void everyProblemIsReportedAtOnce() {
    HostTensor nan = HostTensor.ofFloats(Shape.of(1), Float.NaN);
    Layout layout =
        new Layout(
            List.of(
                weight("fc.weight", Shape.of(37, 512), false),
                weight("lost.weight", Shape.of(1), false),
                weight("nan.weight", Shape.of(1), false),
                weight("kind.weight", Shape.of(), false)));
    Checkpoint source =
        checkpoint(
            "fc.weight",
            HostTensor.ofFloats(Shape.of(1, 2), 0, 0),
            "nan.weight",
            nan,
            "kind.weight",
            COUNT,
            "extra.weight",
            nan);
    InputRefusedException refused =
        catchThrowableOfType(
            InputRefusedException.class,
            () -> Transfer.plan(layout, List.of(source), options(), 5));
    assertThat(refused.problems())
        .containsExactly(
            "Cannot load fc.weight from base.pth: checkpoint has (1, 2), model has (37, 512)."
                + " Set the model's options to those the checkpoint was trained with, or add"
                + " init.on_mismatch: {'fc\\.weight': reinit}.",
            "Cannot load lost.weight from base.pth: the checkpoint has no such tensor, the model"
                + " has (1). Add init.allow_missing: ['lost\\.weight'] to start it afresh.",
            "Cannot load nan.weight from base.pth: it holds NaN or infinity as float32."
                + " Start from an earlier checkpoint, add init.allow_non_finite: ['nan\\.weight'] to keep"
                + " them, or add init.on_mismatch: {'nan\\.weight': reinit} to start it afresh.",
            "Cannot load kind.weight from base.pth: checkpoint has int64, model has float32."
                + " Save it in the model's type, or add init.on_mismatch: {'kind\\.weight': reinit}"
                + " to start it afresh.",
            "Cannot load extra.weight from base.pth: checkpoint has (1), the model has no such"
                + " tensor. Add init.drop: ['extra\\.weight'] to leave it out.",
            "If layers of base.pth moved or have other names, set init.match: structure, or map"
                + " them with init.rename.");
  }

  @Test
  void valueThatIsNotFiniteIsKeptWhereItIsAllowed() {
    HostTensor nan = HostTensor.ofFloats(Shape.of(1), Float.NaN);
    TransferResult result =
        Transfer.plan(
            new Layout(List.of(weight("nan.weight", Shape.of(1), false))),
            List.of(checkpoint("nan.weight", nan)),
            new OptionsBuilder().allowNonFinite("nan\\..*").build(),
            5);
    assertThat(result.weights().require("nan.weight")).isEqualTo(nan);
  }

  @Test
  void valueThatOverflowsFloat32IsRefused() {
    ByteBuffer bytes = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putDouble(0, 1e300);
    HostTensor wide = HostTensor.of(DType.FLOAT64, Shape.of(1), bytes);
    assertThatThrownBy(() -> plan(List.of(weight("w", Shape.of(1), false)), checkpoint("w", wide)))
        .isInstanceOf(InputRefusedException.class)
        .hasMessageContaining("NaN or infinity");
  }

  @Test
  void allowedTensorsStartAfreshOrAreLeftOutAndAreReported() {
    Layout layout = new Layout(List.of(WEIGHT, weight("head.weight", Shape.of(4), false)));
    TransferOptions options =
        new OptionsBuilder().allowMissing("head\\..*").drop("bn\\..*").build();
    TransferResult result = Transfer.plan(layout, List.of(checkpoint()), options, 5);
    assertThat(result.weights().names()).containsExactly("conv.weight", "head.weight");
    assertThat(result.report().count(Status.MISSING)).isEqualTo(1);
    assertThat(result.report().count(Status.UNEXPECTED)).isEqualTo(1);
  }

  @Test
  void allowedToBeMissingIsNotAllowedToMismatch() {
    Layout layout = new Layout(List.of(weight("conv.weight", Shape.of(9), false), COUNTER));
    TransferOptions options = new OptionsBuilder().allowMissing(".*").build();
    assertThatThrownBy(() -> Transfer.plan(layout, List.of(checkpoint()), options, 5))
        .isInstanceOf(InputRefusedException.class);
  }

  @Test
  void patternsMatchWholeNamesAndMustMatchSomething() {
    TransferOptions options = new OptionsBuilder().allowMissing("conv", "nothing").build();
    ConfigurationException refused =
        catchThrowableOfType(
            ConfigurationException.class,
            () -> Transfer.plan(new Layout(List.of(WEIGHT)), List.of(checkpoint()), options, 5));
    assertThat(refused.problems())
        .containsExactly(
            "init.allow_missing: 'conv' matches none of the model's 1 tensors. Correct or remove"
                + " it.",
            "init.allow_missing: 'nothing' matches none of the model's 1 tensors. Correct or"
                + " remove it.");
  }

  @Test
  void optionsRefuseWhatIsNoPattern() {
    assertThatThrownBy(() -> new OptionsBuilder().allowMissing("a(").build())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("allow_missing: 'a(' is no regular expression");
  }

  @Test
  void tableNamesWhatIsRemarkable() {
    LoadReport report = plan(List.of(WEIGHT, ADDED, COUNTER), checkpoint()).report();
    assertThat(report.table())
        .containsExactly(
            "base.pth (torch-zip, sha256 abcdef012345)",
            "  loaded            2 tensors       24 B",
            "  cast              0 tensors        0 B",
            "  renamed           0 tensors        0 B",
            "  partial           0 tensors        0 B",
            "  reinitialised     0 tensors        0 B",
            "  new               1 tensors       12 B",
            "      attention.weight (3)",
            "  missing           0 tensors        0 B",
            "  unexpected        0 tensors        0 B",
            "  62.5% of the network's numbers come from here");
  }

  @Test
  void reportAsMapHoldsTheSourceTheCountsAndEveryTensor() {
    Map<String, Object> map = plan(List.of(WEIGHT, ADDED, COUNTER), checkpoint()).report().asMap();
    assertThat(map)
        .containsEntry("source", "base.pth")
        .containsEntry("format", "torch-zip")
        .containsEntry("sha256", "abcdef0123456789");
    assertThat(map.get("counts")).asString().contains("new=").contains("unexpected=");
    assertThat(map.get("tensors"))
        .asString()
        .contains("{name=conv.weight, status=loaded, from=float32, to=float32, shape=[2, 2]}")
        .contains("{name=attention.weight, status=new, to=float32, shape=[3]}");
  }

  @Test
  void weightUnderWeightNormIsPutTogetherAndReported() {
    HostTensor length = HostTensor.ofFloats(Shape.of(1, 1), 10);
    HostTensor direction = HostTensor.ofFloats(Shape.of(1, 2), 3, 4);
    TransferResult result =
        plan(
            List.of(weight("w", Shape.of(1, 2), false)),
            checkpoint("w_g", length, "w_v", direction));
    assertThat(result.weights().require("w")).isEqualTo(HostTensor.ofFloats(Shape.of(1, 2), 6, 8));
    assertThat(result.report().asMap()).containsEntry("folded_norms", "w");
    assertThat(result.report().table().get(0)).endsWith("norms folded: w)");
  }

  private static TransferResult plan(List<TensorSpec> specs, Checkpoint checkpoint) {
    return Transfer.plan(new Layout(specs), List.of(checkpoint), options(), 5);
  }

  private static TransferOptions options() {
    return TransferOptions.of("base.pth");
  }

  private static TensorSpec weight(String name, Shape shape, boolean added) {
    return new TensorSpec(
        name,
        DType.FLOAT32,
        shape,
        Role.PARAMETER,
        LayerKind.CONV,
        new Init.Normal(0, 0.02),
        added);
  }

  private static Checkpoint checkpoint() {
    return checkpoint("conv.weight", FLOATS, "bn.num_batches_tracked", COUNT);
  }

  private static Checkpoint checkpoint(Object... namesAndTensors) {
    Map<String, HostTensor> tensors = new LinkedHashMap<>();
    for (int i = 0; i < namesAndTensors.length; i += 2) {
      tensors.put((String) namesAndTensors[i], (HostTensor) namesAndTensors[i + 1]);
    }
    return new Checkpoint(
        "torch-zip", "base.pth", () -> "abcdef0123456789", StateDict.of(tensors), Map.of());
  }

  private static ByteBuffer shorts(int... values) {
    ByteBuffer bytes = ByteBuffer.allocate(2 * values.length).order(ByteOrder.LITTLE_ENDIAN);
    for (int value : values) {
      bytes.putShort((short) value);
    }
    return bytes.flip();
  }
}
