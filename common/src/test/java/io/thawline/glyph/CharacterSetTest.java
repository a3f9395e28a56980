package io.thawline.glyph;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.thawline.errors.InputRefusedException;
import org.junit.jupiter.api.Test;

class CharacterSetTest {
  @Test
  void whiteSpaceAndRepeatsAreIgnored() {
    assertThat(read("\ufeff一 二\r\n\n三\u3000二𠀀\n").codePoints())
        .containsExactly((int) '一', (int) '二', (int) '三', 0x20000);
  }

  @Test
  void firstAndLastKeepTheOrderOfTheFile() {
    CharacterSet all = read("一二三四五");
    assertThat(all.select(new CharacterSelection(2, 0)).codePoints())
        .containsExactly((int) '一', (int) '二');
    assertThat(all.select(new CharacterSelection(0, 2)).codePoints())
        .containsExactly((int) '四', (int) '五');
  }

  @Test
  void moreThanThereAreIsRefused() {
    assertThatThrownBy(() -> read("一二").select(new CharacterSelection(3, 0)))
        .isInstanceOf(InputRefusedException.class)
        .hasMessage("list.txt holds 2 characters, 3 are asked for. Ask for fewer, or add some.");
  }

  @Test
  void aSelectionNamesOneEndAndAPositiveNumber() {
    assertThatThrownBy(() -> new CharacterSelection(0, 0)).hasMessageContaining("'first'");
    assertThatThrownBy(() -> new CharacterSelection(1, 1)).hasMessageContaining("'last'");
    assertThatThrownBy(() -> new CharacterSelection(-1, 0)).hasMessageContaining("positive");
  }

  @Test
  void anEmptyListIsRefused() {
    assertThatThrownBy(() -> read(" \n"))
        .isInstanceOf(InputRefusedException.class)
        .hasMessageStartingWith("list.txt holds no character.");
  }

  @Test
  void otherEncodingsAreRefused() {
    assertThatThrownBy(() -> CharacterSet.read("list.txt", new byte[] {(byte) 0xb9, (byte) 0xdb}))
        .isInstanceOf(InputRefusedException.class)
        .hasMessage("list.txt is not UTF-8 text. Save the list of characters as UTF-8.");
  }

  private static CharacterSet read(String text) {
    return CharacterSet.read("list.txt", text.getBytes(UTF_8));
  }
}
