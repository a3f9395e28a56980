package io.thawline.text;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.thawline.errors.InputRefusedException;
import java.util.List;

/**
 * A tokenizer in the format of Hugging Face's {@code tokenizer.json}. What cuts or fills texts is
 * taken out of it: a text that is too long is to be refused, and batches are filled where they are
 * made.
 */
public final class TokenizerFile {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final String location;
  private final ObjectNode root;

  private TokenizerFile(String location, ObjectNode root) {
    this.location = location;
    this.root = root;
    root.putNull("truncation");
    root.putNull("padding");
  }

  /**
   * Reads a {@code tokenizer.json}, or makes one of a {@code vocab.txt} of BERT's.
   *
   * @param location of the file, to name it
   * @param lowercase of a vocabulary, whether it is of lower case and without accents; the other
   *     format says so itself
   * @throws InputRefusedException when it is neither
   */
  public static TokenizerFile read(String location, byte[] bytes, boolean lowercase) {
    String text = new String(bytes, UTF_8);
    if (!text.stripLeading().startsWith("{")) {
      return new TokenizerFile(location, WordPieces.tokenizer(location, text, lowercase));
    }
    try {
      if (JSON.readTree(text) instanceof ObjectNode root && root.path("model").isObject()) {
        return new TokenizerFile(location, root);
      }
    } catch (JsonProcessingException e) {
      throw refused(location, e.getOriginalMessage());
    }
    throw refused(location, "it has no model");
  }

  private static InputRefusedException refused(String location, String why) {
    return new InputRefusedException(
        "Cannot read the tokenizer %s: %s. Take the tokenizer.json or the vocab.txt that the checkpoint came with."
            .formatted(location, why));
  }

  /**
   * Lets it take these words of its vocabulary whole, wherever they stand in a text.
   *
   * @throws InputRefusedException when it does not know one
   */
  public TokenizerFile withMarkers(List<String> markers) {
    ObjectNode marked = root.deepCopy();
    for (String marker : markers) {
      int id = idOf(marker);
      if (id < 0) {
        throw new InputRefusedException(
            "The tokenizer %s does not know %s: name four tokens of its vocabulary in task.markers, such as [unused1] to [unused4] of BERT's."
                .formatted(location, marker));
      }
      if (!isAdded(marker)) {
        WordPieces.addSpecial(marked.withArray("added_tokens"), marker, id);
      }
    }
    return new TokenizerFile(location, marked);
  }

  private boolean isAdded(String token) {
    for (JsonNode added : root.path("added_tokens")) {
      if (added.path("content").asText().equals(token)) {
        return true;
      }
    }
    return false;
  }

  /** The row of a token in the word embedding; -1 where the tokenizer does not know it. */
  public int idOf(String token) {
    for (JsonNode added : root.path("added_tokens")) {
      if (added.path("content").asText().equals(token)) {
        return added.path("id").asInt();
      }
    }
    return root.path("model").path("vocab").path(token).asInt(-1);
  }

  /** As {@code tokenizer.json} is written. */
  public String json() {
    return root.toPrettyString();
  }

  /** Whether it lowers the case of what it reads. */
  public boolean lowersCase() {
    return root.path("normalizer").path("lowercase").asBoolean(false);
  }

  /** The pieces by row, as {@code vocab.txt} lists them; empty where it is no WordPiece. */
  public List<String> pieces() {
    return WordPieces.pieces(root.path("model"));
  }
}
