package io.thawline.text;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.thawline.errors.InputRefusedException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** BERT's vocabulary, a piece a line, as the tokenizer that Hugging Face makes of it. */
final class WordPieces {
  private static final String PADDING = "[PAD]";
  private static final String UNKNOWN = "[UNK]";
  private static final String FIRST = "[CLS]";
  private static final String LAST = "[SEP]";
  private static final String MASK = "[MASK]";
  private static final int LONGEST_WORD = 100;

  private WordPieces() {}

  /**
   * The tokenizer of a vocabulary.
   *
   * @throws InputRefusedException when a piece is missing that every text needs
   */
  static ObjectNode tokenizer(String location, String text, boolean lowercase) {
    ObjectNode vocabulary = JsonNodeFactory.instance.objectNode();
    int row = 0;
    for (String line : text.lines().toList()) {
      vocabulary.put(line.strip(), row++);
    }
    for (String needed : List.of(UNKNOWN, FIRST, LAST)) {
      if (!vocabulary.has(needed)) {
        throw new InputRefusedException(
            "Cannot read the tokenizer %s: it is no tokenizer.json, and as a vocab.txt it lacks %s. Take the file that the checkpoint came with."
                .formatted(location, needed));
      }
    }
    ObjectNode root = JsonNodeFactory.instance.objectNode().put("version", "1.0");
    addSpecials(root.putArray("added_tokens"), vocabulary);
    root.putObject("normalizer")
        .put("type", "BertNormalizer")
        .put("clean_text", true)
        .put("handle_chinese_chars", true)
        .putNull("strip_accents")
        .put("lowercase", lowercase);
    root.putObject("pre_tokenizer").put("type", "BertPreTokenizer");
    addTemplate(root.putObject("post_processor"), vocabulary);
    root.putObject("decoder").put("type", "WordPiece").put("prefix", "##").put("cleanup", true);
    root.putObject("model")
        .put("type", "WordPiece")
        .put("unk_token", UNKNOWN)
        .put("continuing_subword_prefix", "##")
        .put("max_input_chars_per_word", LONGEST_WORD)
        .set("vocab", vocabulary);
    return root;
  }

  private static void addSpecials(ArrayNode added, ObjectNode vocabulary) {
    for (String token : List.of(PADDING, UNKNOWN, FIRST, LAST, MASK)) {
      if (vocabulary.has(token)) {
        addSpecial(added, token, vocabulary.path(token).asInt());
      }
    }
  }

  /** A token that is taken whole, as it is written. */
  static void addSpecial(ArrayNode added, String token, int row) {
    added
        .addObject()
        .put("id", row)
        .put("content", token)
        .put("single_word", false)
        .put("lstrip", false)
        .put("rstrip", false)
        .put("normalized", false)
        .put("special", true);
  }

  /** [CLS] A [SEP], and for two texts [CLS] A [SEP] B [SEP]. */
  private static void addTemplate(ObjectNode processor, ObjectNode vocabulary) {
    processor.put("type", "TemplateProcessing");
    ArrayNode single = processor.putArray("single");
    addPart(single, "SpecialToken", FIRST, 0);
    addPart(single, "Sequence", "A", 0);
    addPart(single, "SpecialToken", LAST, 0);
    ArrayNode pair = processor.putArray("pair").addAll(single.deepCopy());
    addPart(pair, "Sequence", "B", 1);
    addPart(pair, "SpecialToken", LAST, 1);
    ObjectNode tokens = processor.putObject("special_tokens");
    for (String token : List.of(FIRST, LAST)) {
      ObjectNode entry = tokens.putObject(token).put("id", token);
      entry.putArray("ids").add(vocabulary.path(token).asInt());
      entry.putArray("tokens").add(token);
    }
  }

  private static void addPart(ArrayNode template, String kind, String id, int segment) {
    template.addObject().putObject(kind).put("id", id).put("type_id", segment);
  }

  static List<String> pieces(JsonNode model) {
    Map<Integer, String> byRow = new TreeMap<>();
    if (model.path("type").asText().equals("WordPiece")) {
      model
          .path("vocab")
          .fields()
          .forEachRemaining(entry -> byRow.put(entry.getValue().asInt(), entry.getKey()));
    }
    return List.copyOf(byRow.values());
  }
}
