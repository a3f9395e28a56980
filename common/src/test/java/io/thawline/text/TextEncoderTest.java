package io.thawline.text;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.thawline.errors.InputRefusedException;
import io.thawline.text.EntityMarkers.Span;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Tokens as Hugging Face's BERT tokenizer gives them, and what is refused. */
class TextEncoderTest {
  private static final List<String> VOCABULARY =
      List.of(
          "[PAD]", "[UNK]", "[CLS]", "[SEP]", "[E1]", "[/E1]", "[E2]", "[/E2]", "play", "##ing",
          "cafe", "!", "un", "##able", "works", "for", "good");
  private static final List<String> MARKERS = List.of("[E1]", "[/E1]", "[E2]", "[/E2]");

  private static TokenizerFile file(boolean lowercase) {
    byte[] lines = String.join("\n", VOCABULARY).getBytes(UTF_8);
    return TokenizerFile.read("vocab.txt", lines, lowercase);
  }

  private static TextRules rules(List<String> markers) {
    return new TextRules(List.of("bad", "good"), markers, 9, VOCABULARY.size());
  }

  private static EncodedText text(boolean lowercase, String text, String label) {
    try (TextTokenizer tokenizer = TextTokenizer.open(file(lowercase).json().getBytes(UTF_8))) {
      return new TextEncoder(tokenizer, rules(List.of())).text(text, label);
    }
  }

  @Test
  void wordsAreCutIntoThePiecesOfTheVocabulary() {
    EncodedText encoded = text(true, "Playing CAFÉ unable!  zebra", "good");
    assertThat(encoded.tokens()).containsExactly(2, 8, 9, 10, 12, 13, 11, 1, 3);
    assertThat(encoded.labels()).containsExactly(1);
    assertThat(encoded.problem()).isEmpty();
    assertThat(text(false, "Playing playing", "bad").tokens()).containsExactly(2, 1, 8, 9, 3);
  }

  @Test
  void firstPieceOfAWordHasItsLabelAndTheOthersNone() {
    try (TextTokenizer tokenizer = TextTokenizer.open(file(true).json().getBytes(UTF_8))) {
      TextEncoder encoder = new TextEncoder(tokenizer, rules(List.of()));
      EncodedText encoded =
          encoder.words(List.of("unable", "good!", "playing"), List.of("bad", "good", "bad"));
      assertThat(encoded.tokens()).containsExactly(2, 12, 13, 16, 11, 8, 9, 3);
      assertThat(encoded.labels()).containsExactly(-1, 0, -1, 1, -1, 0, -1, -1);
      assertThat(encoder.words(List.of("good"), List.of("bad", "bad")).problem())
          .isEqualTo("it has 1 words and 2 labels: give each word one");
      assertThat(encoder.words(List.of("good", "\u200b"), List.of("bad", "bad")).problem())
          .contains("nothing of 1 of its words");
    }
  }

  @Test
  void entitiesAreFoundByTheirMarkers() {
    TokenizerFile marked = file(true).withMarkers(MARKERS);
    String text =
        new EntityMarkers(MARKERS).mark("good 𝒳 works for cafe", new Span(17, 21), new Span(0, 4));
    assertThat(text).isEqualTo("[E2] good [/E2] 𝒳 works for [E1] cafe [/E1]");
    try (TextTokenizer tokenizer = TextTokenizer.open(marked.json().getBytes(UTF_8))) {
      TextRules longer = new TextRules(List.of("bad"), MARKERS, 20, VOCABULARY.size());
      TextEncoder encoder = new TextEncoder(tokenizer, longer);
      EncodedText encoded = encoder.relation(text, "bad");
      assertThat(encoded.tokens()).containsExactly(2, 6, 16, 7, 1, 14, 15, 4, 10, 5, 3);
      assertThat(encoded.entities()).containsExactly(7, 1);
      assertThat(encoder.relation("good [E1] cafe [/E1]", "bad").problem())
          .contains("[E1] [/E1] [E2] [/E2] once");
    }
  }

  @Test
  void whatCannotBeLearnedIsRefusedWithTheRemedy() {
    assertThat(text(true, "good", "fine").problem())
        .contains("'fine' is none of task.labels (bad, good)", "where");
    assertThat(text(true, "good good good good good good good good", "good").problem())
        .contains("it has 10 tokens, and model.max_positions is 9");
    assertThatThrownBy(
            () -> new EntityMarkers(MARKERS).mark("good cafe", new Span(0, 5), new Span(4, 9)))
        .hasMessageContaining("[0, 5) and [4, 9)");
    assertThatThrownBy(() -> file(true).withMarkers(List.of("[unused1]")))
        .isInstanceOf(InputRefusedException.class)
        .hasMessageContaining("task.markers");
    assertThatThrownBy(() -> TokenizerFile.read("a.txt", "a\nb".getBytes(UTF_8), true))
        .hasMessageContaining("lacks [UNK]");
    assertThatThrownBy(() -> TokenizerFile.read("a.json", "{\"a\":".getBytes(UTF_8), true))
        .hasMessageContaining("Cannot read the tokenizer a.json");
  }

  @Test
  void tokenizerOfAJsonFileNeitherCutsNorFills() {
    String json =
        file(true)
            .json()
            .replace(
                "\"truncation\" : null",
                "\"truncation\":{\"max_length\":4,\"strategy\":\"LongestFirst\",\"stride\":0,\"direction\":\"Right\"}");
    assertThat(json).contains("max_length");
    TokenizerFile read = TokenizerFile.read("tokenizer.json", json.getBytes(UTF_8), false);
    assertThat(read.lowersCase()).isTrue();
    assertThat(read.pieces()).isEqualTo(VOCABULARY);
    try (TextTokenizer tokenizer = TextTokenizer.open(read.json().getBytes(UTF_8))) {
      assertThat(tokenizer.pieces("good good good good").ids()).hasSize(6);
    }
  }
}
