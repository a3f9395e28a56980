package io.thawline.checkpoint;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.thawline.errors.InputRefusedException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** Pickles are written as Latin-1 text: one character is one byte. */
class BarePickleTest {
  private static final String EXAMPLE = "\u0080\u0003K\7C\4\u0089PNGq\0\u0086q\1.";

  @Test
  void rowOfTrainingExamplesIsNamedAsSuch() {
    assertRefused(
        EXAMPLE.repeat(3),
        "it is a row of Python pickles, as training data is packed (.obj),"
            + " the first of a tuple (an integer, bytes). Training data belongs under data");
  }

  @Test
  void singlePickleSaysWhatItHolds() {
    assertRefused(EXAMPLE, "a bare Python pickle of a tuple (an integer, bytes), not a checkpoint");
    assertRefused("\u0080\u0002}.", "a bare Python pickle of a dict, not a checkpoint");
  }

  @Test
  void pickleThatAsksForMoreThanDataIsNotOpened() {
    assertRefused("\u0080\u0002cposix\nsystem\n.", "a bare Python pickle, not a checkpoint, and");
  }

  private static void assertRefused(String latin1, String why) {
    byte[] file = latin1.getBytes(StandardCharsets.ISO_8859_1);
    assertThatThrownBy(() -> Checkpoints.read(BytesSource.of(file)))
        .isInstanceOf(InputRefusedException.class)
        .hasMessageContaining(why);
  }
}
