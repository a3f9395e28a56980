package io.thawline.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.thawline.errors.InputRefusedException;
import io.thawline.io.LocalSource;
import io.thawline.tensor.HostTensor;
import io.thawline.tensor.Shape;
import io.thawline.tensor.StateDict;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class FoldedNormsTest {
  private static final StateDict PARTS = read("parts");
  private static final StateDict WEIGHTS = read("weights");

  private static StateDict read(String key) {
    try (LocalSource source = LocalSource.open(Fixtures.path("norms/norms.pth"))) {
      return Checkpoints.read(source, ReadOptions.DEFAULT.withKey(key)).tensors();
    }
  }

  @Test
  void weightsAreThoseThatPyTorchUsesInEvalMode() {
    FoldedNorms folded = FoldedNorms.fold("norms.pth", PARTS);
    WEIGHTS
        .asMap()
        .forEach(
            (name, expected) -> {
              HostTensor actual = folded.tensors().require(name);
              assertThat(actual.shape()).as(name).isEqualTo(expected.shape());
              assertThat(actual.toFloats())
                  .as(name)
                  .usingComparatorWithPrecision(1e-6f)
                  .containsExactly(expected.toFloats());
            });
  }

  @Test
  void foldedNamesAreTold() {
    assertThat(FoldedNorms.fold("norms.pth", PARTS).names())
        .containsExactlyInAnyOrder(
            "spectral_conv.weight",
            "spectral_up.weight",
            "spectral_linear.weight",
            "new_spectral_conv.weight",
            "new_spectral_up.weight",
            "weight_conv.weight",
            "weight_whole.weight",
            "new_weight_linear.weight");
  }

  @Test
  void otherTensorsStayAndNoPartIsLeft() {
    StateDict tensors = FoldedNorms.fold("norms.pth", PARTS).tensors();
    assertThat(tensors.require("plain.weight")).isSameAs(PARTS.require("plain.weight"));
    assertThat(tensors.names())
        .allMatch(name -> name.endsWith(".weight") || name.endsWith(".bias"));
  }

  @Test
  void stateDictWithoutNormsStaysAsItIs() {
    StateDict plain = StateDict.of(Map.of("key_v", tensor(1), "weight_g", tensor(1)));
    assertThat(FoldedNorms.fold("a.pth", plain).tensors()).isEqualTo(plain);
  }

  @Test
  void checkpointNamesWhatWasFolded() {
    Checkpoint parts =
        new Checkpoint("torch-zip", "norms.pth", () -> "", PARTS, Map.of("key", "parts"));
    Checkpoint folded = parts.withFoldedNorms();
    assertThat(folded.metadata()).containsEntry("key", "parts");
    assertThat(folded.foldedNorms()).startsWith("spectral_conv.weight, ");
    assertThat(folded.withFoldedNorms()).isSameAs(folded);
  }

  @Test
  void prunedAndOrthogonalWeightsAreRefusedByName() {
    Map<String, HostTensor> tensors = new LinkedHashMap<>();
    tensors.put("a.weight_orig", tensor(4));
    tensors.put("a.weight_mask", tensor(4));
    tensors.put("b.parametrizations.weight.original", tensor(4));
    tensors.put("b.parametrizations.weight.0.base", tensor(4));
    assertThatThrownBy(() -> FoldedNorms.fold("a.pth", StateDict.of(tensors)))
        .isInstanceOf(InputRefusedException.class)
        .hasMessageContainingAll(
            "Cannot read a.pth: a.weight is kept as a.weight_mask, a.weight_orig",
            "Cannot read a.pth: b.weight is kept as b.parametrizations.weight.0.base",
            "remove_parametrizations");
  }

  @Test
  void spectralNormOfASquareWeightThatNeverTrainedIsRefused() {
    Map<String, HostTensor> tensors = new LinkedHashMap<>();
    tensors.put("a.weight_orig", HostTensor.ofFloats(Shape.of(2, 2), 1, 2, 3, 4));
    tensors.put("a.weight_u", HostTensor.ofFloats(Shape.of(2), 1, 0));
    tensors.put("a.weight_v", HostTensor.ofFloats(Shape.of(2), 0, 1));
    assertThatThrownBy(() -> FoldedNorms.fold("a.pth", StateDict.of(tensors)))
        .hasMessageContaining("a.weight is kept under spectral norm along an axis that cannot");
  }

  @Test
  void partsOfOtherLengthsAreRefused() {
    StateDict spectral =
        StateDict.of(Map.of("w_orig", tensor(4), "w_u", tensor(3), "w_v", tensor(1)));
    assertThatThrownBy(() -> FoldedNorms.fold("a.pth", spectral))
        .hasMessageContaining("vectors of other lengths");
    StateDict weightNorm = StateDict.of(Map.of("w_g", tensor(3), "w_v", tensor(4)));
    assertThatThrownBy(() -> FoldedNorms.fold("a.pth", weightNorm))
        .hasMessageContaining("a magnitude of (3) for a direction of (4)");
  }

  @Test
  void magnitudeOfOneElementIsTheLengthOfTheWhole() {
    StateDict whole =
        StateDict.of(
            Map.of(
                "w_g", HostTensor.ofFloats(Shape.of(), 10),
                "w_v", HostTensor.ofFloats(Shape.of(1, 2), 3, 4)));
    assertThat(FoldedNorms.fold("a.pth", whole).tensors().require("w").toFloats())
        .containsExactly(new float[] {6, 8}, within(1e-6f));
  }

  private static HostTensor tensor(int elements) {
    return HostTensor.ofFloats(Shape.of(elements), new float[elements]);
  }
}
