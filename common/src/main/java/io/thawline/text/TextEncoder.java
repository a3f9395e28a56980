package io.thawline.text;

import io.thawline.text.TextTokenizer.Pieces;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;

/** Makes of texts what networks read, and says of each that cannot be learned from why. */
public final class TextEncoder {
  private final TextTokenizer tokenizer;
  private final TextRules rules;
  private final List<Integer> markers = new ArrayList<>();

  /** An encoder; the tokenizer stays the caller's. */
  public TextEncoder(TextTokenizer tokenizer, TextRules rules) {
    this.tokenizer = tokenizer;
    this.rules = rules;
    for (String marker : rules.markers()) {
      markers.add(tokenizer.pieces(marker).ids()[1]); // behind the one that begins every text
    }
  }

  /** A text and its class. */
  public EncodedText text(String text, String label) {
    return checked(
        tokenizer.pieces(text),
        List.of(label),
        pieces -> EncodedText.of(pieces.ids(), classes(List.of(label)), new int[0]));
  }

  /** Words and the class of each. A word's first token has its label, those behind it none. */
  public EncodedText words(List<String> words, List<String> labels) {
    if (words.size() != labels.size()) {
      return EncodedText.refused(
          "it has %d words and %d labels: give each word one"
              .formatted(words.size(), labels.size()));
    } else if (words.isEmpty()) {
      return EncodedText.refused("it has no words: leave it out");
    }
    return checked(tokenizer.pieces(words), labels, pieces -> labelled(pieces, words, labels));
  }

  private EncodedText labelled(Pieces pieces, List<String> words, List<String> labels) {
    int[] classes = classes(labels);
    int[] perToken = new int[pieces.ids().length];
    Arrays.fill(perToken, TextSample.NO_LABEL);
    int labelled = 0;
    for (int i = 0; i < perToken.length; i++) {
      int word = pieces.words()[i];
      if (word >= 0 && (i == 0 || pieces.words()[i - 1] != word)) {
        perToken[i] = classes[word];
        labelled++;
      }
    }
    if (labelled < words.size()) {
      return EncodedText.refused(
          "the tokenizer leaves nothing of %d of its words: take out words of spaces and control characters alone"
              .formatted(words.size() - labelled));
    }
    return EncodedText.of(pieces.ids(), perToken, new int[0]);
  }

  /** A text with four markers in it, and the class of what is between the entities. */
  public EncodedText relation(String marked, String label) {
    return checked(
        tokenizer.pieces(marked),
        List.of(label),
        pieces -> {
          int[] places = markers.stream().mapToInt(id -> only(pieces.ids(), id)).toArray();
          return Arrays.stream(places).anyMatch(place -> place < 0)
              ? EncodedText.refused(
                  "it does not have each of the markers %s once: put them around both entities, or name the columns of their places in data.columns.first and second"
                      .formatted(String.join(" ", rules.markers())))
              : EncodedText.of(
                  pieces.ids(), classes(List.of(label)), new int[] {places[0], places[2]});
        });
  }

  /** Where the only token of an id is; -1 where there is none, or more. */
  private static int only(int[] ids, int id) {
    int found = -1;
    for (int i = 0; i < ids.length; i++) {
      if (ids[i] == id) {
        if (found >= 0) {
          return -1;
        }
        found = i;
      }
    }
    return found;
  }

  private EncodedText checked(
      Pieces pieces, List<String> labels, Function<Pieces, EncodedText> encode) {
    for (String label : labels) {
      if (!rules.labels().contains(label)) {
        return EncodedText.refused(
            "its label '%s' is none of task.labels (%s): add it there, or leave the text out with where"
                .formatted(label, String.join(", ", rules.labels())));
      }
    }
    if (pieces.ids().length > rules.longest()) {
      return EncodedText.refused(
          "it has %d tokens, and model.max_positions is %d: shorten it, or leave it out with where"
              .formatted(pieces.ids().length, rules.longest()));
    }
    int highest = Arrays.stream(pieces.ids()).max().orElse(0);
    return highest < rules.rows()
        ? encode.apply(pieces)
        : EncodedText.refused(
            "a token has row %d, and model.vocabulary_size is %d: take the tokenizer that the checkpoint came with"
                .formatted(highest, rules.rows()));
  }

  private int[] classes(List<String> labels) {
    return labels.stream().mapToInt(rules.labels()::indexOf).toArray();
  }
}
