package io.thawline.glyph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.thawline.errors.InputRefusedException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class PairRendererTest {
  private static final int SIDE = 64;

  @Test
  void aCharacterOfBothFontsBecomesAPair() throws IOException {
    GlyphPair pair = pairs().render('观').pair().orElseThrow();
    assertThat(pair.id()).isEqualTo("U+89C2");
    assertThat(pair.character()).isEqualTo("观");
    assertThat(pair.style()).isEqualTo(3);
    assertThat(pair.source()).hasSize(SIDE * SIDE).isNotEqualTo(pair.target());
  }

  @Test
  void drawingTwiceGivesTheSameBytes() throws IOException {
    PairRenderer pairs = pairs();
    byte[] first = pairs.render('观').pair().orElseThrow().target();
    pairs.render('侠');
    assertThat(pairs.render('观').pair().orElseThrow().target()).isEqualTo(first);
  }

  @Test
  void aCharacterThatAFontLacksIsDroppedAndTheFontNamed() throws IOException {
    RenderedPair dropped = pairs().render(0x20000);
    assertThat(dropped.pair()).isEmpty();
    assertThat(dropped.id()).isEqualTo("U+20000");
    assertThat(dropped.character()).isEqualTo("𠀀");
    assertThat(dropped.reason()).isEqualTo(DemoFonts.SANS + " has no glyph");
  }

  @Test
  void aMappedCharacterWithoutInkIsBlank() throws IOException {
    byte[] font = DemoFonts.bytes(DemoFonts.MING);
    emptyAllGlyphs(font);
    PairRenderer pairs =
        new PairRenderer(DemoFonts.open(DemoFonts.SANS), Font.open("empty.ttf", font), SIDE, 0);
    assertThat(pairs.render('观').reason()).isEqualTo("empty.ttf draws no ink");
  }

  @Test
  void everyCharacterOfTheDemonstrationIsDrawnInEveryFont() throws IOException {
    CharacterSet all = CharacterSet.read("chars.txt", DemoFonts.bytes("chars.txt"));
    assertThat(all.size()).isEqualTo(756);
    for (String name : List.of(DemoFonts.SANS, DemoFonts.MING, DemoFonts.KAI)) {
      GlyphRenderer renderer = new GlyphRenderer(DemoFonts.open(name), 32);
      assertThat(all.codePoints()).allMatch(c -> renderer.render(c).isDrawn());
    }
  }

  @Test
  void aFontWithNoneOfTheCharactersIsRefused() throws IOException {
    Font font = DemoFonts.open(DemoFonts.KAI);
    font.requireSomeOf(new CharacterSet("some.txt", List.of((int) 'ж', (int) '观')));
    CharacterSet none = new CharacterSet("none.txt", List.of((int) 'ж', (int) 'ф'));
    assertThatThrownBy(() -> font.requireSomeOf(none))
        .isInstanceOf(InputRefusedException.class)
        .hasMessage(
            "The font ARPLUKai-CN.subset.ttf draws none of the 2 characters of none.txt."
                + " Choose a font that covers them.");
  }

  @Test
  void whatIsNoFontIsRefusedInOneLine() throws IOException {
    byte[] half = Arrays.copyOf(DemoFonts.bytes(DemoFonts.SANS), 80_000);
    for (byte[] bytes :
        List.of(new byte[0], "<html>no font</html>".getBytes(StandardCharsets.UTF_8), half)) {
      assertThatThrownBy(() -> Font.open("broken.otf", bytes))
          .isInstanceOf(InputRefusedException.class)
          .hasMessageStartingWith("Cannot read the font broken.otf: ")
          .hasMessageEndingWith("(.ttf, .otf, .ttc).")
          .hasMessageNotContaining("\n");
    }
  }

  @Test
  void eachFaceOfACollectionIsAFont() throws IOException {
    byte[] collection = collection(DemoFonts.bytes(DemoFonts.MING), DemoFonts.bytes(DemoFonts.KAI));
    for (int face = 0; face < 2; face++) {
      Font alone = DemoFonts.open(face == 0 ? DemoFonts.MING : DemoFonts.KAI);
      Font inside = Font.open("both.ttc", collection, face);
      assertThat(pixels(inside)).isEqualTo(pixels(alone));
    }
    assertThatThrownBy(() -> Font.open("both.ttc", collection, 2))
        .hasMessage("The font both.ttc has no face 2. Choose one of 0 to 1.");
  }

  private static PairRenderer pairs() throws IOException {
    return new PairRenderer(
        DemoFonts.open(DemoFonts.SANS), DemoFonts.open(DemoFonts.MING), SIDE, 3);
  }

  private static byte[] pixels(Font font) {
    return ((Rendering.Drawn) new GlyphRenderer(font, SIDE).render('观')).pixels();
  }

  /** A glyph whose place in the file equals the next one's has no outline. */
  private static void emptyAllGlyphs(byte[] font) {
    ByteBuffer file = ByteBuffer.wrap(font);
    for (int record = 12; record < 12 + 16 * file.getShort(4); record += 16) {
      if (file.getInt(record) == 0x6c6f6361) { // loca
        int from = file.getInt(record + 8);
        Arrays.fill(font, from, from + file.getInt(record + 12), (byte) 0);
      }
    }
  }

  private static byte[] collection(byte[] first, byte[] second) {
    int header = 20;
    ByteBuffer file = ByteBuffer.allocate(header + first.length + second.length);
    file.put("ttcf".getBytes(StandardCharsets.US_ASCII));
    file.putInt(0x00010000).putInt(2).putInt(header).putInt(header + first.length);
    file.put(first).put(second);
    moveTables(file, header);
    moveTables(file, header + first.length);
    return file.array();
  }

  private static void moveTables(ByteBuffer file, int start) {
    for (int i = 0; i < file.getShort(start + 4); i++) {
      int offset = start + 12 + 16 * i + 8;
      file.putInt(offset, file.getInt(offset) + start);
    }
  }
}
