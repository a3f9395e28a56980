package io.thawline.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Pickles are written as Latin-1 text: one character is one byte. */
class UnpicklerTest {
  @Test
  void integersOfEveryWidthKeepTheirSign() {
    assertThat(load("K\u00ff.")).isEqualTo(new PickleValue.Int(255));
    assertThat(load("M\u0001\u0001.")).isEqualTo(new PickleValue.Int(257));
    assertThat(load("J\u00ff\u00ff\u00ff\u00ff.")).isEqualTo(new PickleValue.Int(-1));
    assertThat(load("\u008a\u0000.")).isEqualTo(new PickleValue.Int(0));
    assertThat(load("\u008a\u0001\u00fe.")).isEqualTo(new PickleValue.Int(-2));
    assertThat(load("\u008a\u0005\0\0\0\0\1.")).isEqualTo(new PickleValue.Int(1L << 32));
    assertThat(load("\u008a\u0009\0\0\0\0\0\0\0\0\1.")).isEqualTo(PickleValue.Opaque.BIG_INT);
  }

  @Test
  void memoGivesBackWhatWasPut() {
    assertThat(load("X\1\0\0\0aq\u00050h\u0005.")).isEqualTo(new PickleValue.Text("a"));
  }

  @Test
  void lastValueOfAKeyWins() {
    PickleValue.Dict dict = (PickleValue.Dict) load("}X\1\0\0\0aK\1sX\1\0\0\0aK\2s.");
    assertThat(dict.entries).containsOnly(Map.entry("a", new PickleValue.Int(2)));
  }

  @Test
  void valuesUnderNumbersAreNotKept() {
    assertThat(((PickleValue.Dict) load("}K\1K\2s.")).entries).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "h\5.", // memo never set
        "R.", // empty stack
        "(0.", // pops a mark
        "t.", // no mark
        "K\1K\2a.", // appends to an integer
        "}(K\1u.", // a key without a value
        "K\1K\2b.", // attributes for an integer
        "X\u00ff\u00ff\u00ff\u007fa.", // a string beyond the end
        "X\1\0\0\0\u00ff.", // not UTF-8
        "\u008d\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff.", // a negative length
        "K\1", // no STOP
        "ccollections", // a name without its end
        "ccollections\nOrderedDict\nK\1R.", // arguments that are no tuple
        "ctorch\nFloatStorage\n)R.", // a storage that is called
        "K\1Q.", // a persistent id that is no tuple
        "r\u00ff\u00ff\u00ff\u00ff.", // a memo slot beyond all
        "S'text'\n.", // protocol 0
        "Pkey\n.", // protocol 0
        "(ios\nsystem\n.", // INST
        "(cos\nsystem\no.", // OBJ
        "\u0082\1.", // EXT1
        "\u0092.", // NEWOBJ_EX
        "\u0080\5N.", // protocol 5
      })
  void whatIsBrokenOrAsksForMoreThanDataIsRefused(String pickle) {
    assertThatThrownBy(() -> load(pickle))
        .isInstanceOf(Refusal.class)
        .hasMessageContaining("the pickle");
  }

  @Test
  void unknownNameIsRefusedWhereItStandsBeforeItIsCalled() {
    assertThatThrownBy(() -> load("K\1cposix\nsystem\n."))
        .isInstanceOf(Refusal.class)
        .hasMessageContaining("posix.system (byte 2)");
    assertThatThrownBy(() -> load("\u008c\u0002os\u008c\u0006system\u0093."))
        .hasMessageContaining("os.system (byte 12)");
  }

  @Test
  void harmlessNamesGiveValuesThatAreNotLookedAt() {
    assertThat(load("cargparse\nNamespace\n)\u0081}X\1\0\0\0aK\1sb."))
        .isEqualTo(new PickleValue.Opaque("a value of argparse.Namespace"));
  }

  @Test
  void marksAloneCannotGrowWithoutEnd() {
    assertThatThrownBy(() -> load("(".repeat(100_000) + "."))
        .hasMessageContaining("nested too deeply");
  }

  @Test
  void oneListOfPairsCannotBuildDictsWithoutEnd() {
    String pair = "K\1K\1\u0086";
    String pickle =
        "](" + pair.repeat(1000) + "e\u0085q\0" + "ccollections\nOrderedDict\nh\0R0".repeat(2000);
    assertThatThrownBy(() -> load(pickle + "."))
        .isInstanceOf(Refusal.class)
        .hasMessageContaining("out of proportion");
  }

  @Test
  void oneTupleOfSizesCannotBuildTensorsWithoutEnd() {
    String storage = "(X\7\0\0\0storagectorch\nFloatStorage\nX\1\0\0\0aNK\1tQq\0";
    String sizes = "(" + "K\1".repeat(64) + "tq\1";
    String tensor = "ctorch._utils\n_rebuild_tensor_v2\n(h\0K\0h\1h\1tR0";
    assertThatThrownBy(() -> load("\u0080\2" + storage + sizes + tensor.repeat(5000) + "."))
        .isInstanceOf(Refusal.class)
        .hasMessageContaining("out of proportion");
  }

  @Test
  void negatedTensorIsRefused() {
    String storage = "(X\7\0\0\0storagectorch\nFloatStorage\nX\1\0\0\0aNK\1tQ";
    String rest = "K\0K\1\u0085K\1\u0085\u0089N}X\3\0\0\0neg\u0088st";
    assertThatThrownBy(
            () -> load("\u0080\2ctorch._utils\n_rebuild_tensor_v2\n(" + storage + rest + "R."))
        .isInstanceOf(Refusal.class)
        .hasMessageContaining("a tensor that is kept as neg");
  }

  private static PickleValue load(String latin1) {
    ByteBuffer bytes = ByteBuffer.wrap(latin1.getBytes(StandardCharsets.ISO_8859_1));
    PickleInput input = new PickleInput("the pickle", bytes);
    MemoryBudget budget = new MemoryBudget(latin1.length());
    return new Unpickler(input, new PickleCalls("the pickle", budget), budget).load();
  }
}
