package io.thawline.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.thawline.checkpoint.PickleValue.Dict;
import io.thawline.checkpoint.PickleValue.Int;
import io.thawline.checkpoint.PickleValue.Sequence;
import io.thawline.checkpoint.PickleValue.Storage;
import io.thawline.checkpoint.PickleValue.View;
import io.thawline.tensor.DType;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NestedStateDictTest {
  @ParameterizedTest
  @ValueSource(strings = {"state_dict", "model", "generator", "netG", "ema", "params", "weights"})
  void onlyStateDictIsFoundUnderAnyName(String key) {
    Dict root = dict("epoch", new Int(3), key, weights());
    assertThat(find(root, "").key()).isEqualTo(key);
  }

  @Test
  void stateDictsInListsAndTuplesAreFound() {
    Dict deep = dict("models", new Sequence(false, List.of(new Int(1), weights())));
    assertThat(find(deep, "").key()).isEqualTo("models.1");
    PickleValue root = new Sequence(true, List.of(weights(), dict("epoch", new Int(1))));
    assertThat(find(root, "").key()).isEqualTo("0");
  }

  @Test
  void severalAreRefusedNamingThemAndTheRemedy() {
    Dict root = dict("model", weights(), "nets", dict("ema", weights()));
    assertThatThrownBy(() -> find(root, ""))
        .hasMessage(
            "it holds 2 state dicts: model, nets.ema."
                + " Name the one to take by its key, such as --key model.");
  }

  @Test
  void keyTakesOneOfSeveral() {
    Dict root = dict("model", weights(), "nets", dict("ema", dict("other", view(DType.FLOAT16))));
    assertThat(find(root, "nets.ema").views()).containsOnlyKeys("other");
  }

  @Test
  void wrongKeyIsRefusedNamingTheRightOnes() {
    Dict root = dict("model", weights(), "ema", weights());
    assertThatThrownBy(() -> find(root, "modle"))
        .hasMessageContaining("no state dict under the key 'modle'. Those it holds: model, ema.");
  }

  @Test
  void randomStatesAreNoCandidates() {
    Dict root = dict("rng", dict("cpu", view(DType.UINT8)), "model", weights());
    assertThat(find(root, "").key()).isEqualTo("model");
  }

  @Test
  void oneDictUnderTwoNamesIsOneCandidate() {
    Dict weights = weights();
    assertThat(find(dict("model", weights, "best", weights), "").key()).isEqualTo("model");
  }

  private static StateDictFinder.Found find(PickleValue root, String key) {
    return StateDictFinder.find(root, key, new MemoryBudget(0));
  }

  private static Dict weights() {
    return dict("w", view(DType.FLOAT32));
  }

  private static View view(DType dtype) {
    return new View(new Storage(dtype, "0", 1), 0, List.of(1L), List.of(1L));
  }

  private static Dict dict(Object... keysAndValues) {
    Dict dict = new Dict();
    for (int i = 0; i < keysAndValues.length; i += 2) {
      dict.entries.put((String) keysAndValues[i], (PickleValue) keysAndValues[i + 1]);
    }
    return dict;
  }
}
