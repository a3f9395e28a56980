package io.thawline.text;

import ai.djl.huggingface.tokenizers.Encoding;
import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import io.thawline.errors.RunFailedException;
import io.thawline.errors.UserException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * Hugging Face's own tokenizers, through DJL. The native library comes from the job's jar, unpacked
 * once into DJL's cache on this machine; nothing is fetched.
 */
public final class TextTokenizer implements AutoCloseable {
  private final HuggingFaceTokenizer tokenizer;

  private TextTokenizer(HuggingFaceTokenizer tokenizer) {
    this.tokenizer = tokenizer;
  }

  /** The pieces of a text, those that begin and end it included. */
  static final class Pieces {
    private final int[] ids;
    private final int[] words;

    private Pieces(int[] ids, int[] words) {
      this.ids = ids;
      this.words = words;
    }

    /** Rows of the word embedding. */
    int[] ids() {
      return ids;
    }

    /** Which word each is of; -1 for those that are of none. */
    int[] words() {
      return words;
    }
  }

  /**
   * Opens a tokenizer.
   *
   * @param json as {@link TokenizerFile#json} gives it
   * @throws RunFailedException when the native library cannot be loaded, or does not know it
   */
  public static TextTokenizer open(byte[] json) {
    // a JVM that is online is given another library where there is a GPU, and is counted
    configure("ai.djl.offline");
    configure("OPT_OUT_TRACKING");
    try {
      return new TextTokenizer(
          HuggingFaceTokenizer.newInstance(
              new ByteArrayInputStream(json), Map.of("truncation", "false", "padding", "false")));
    } catch (IOException | RuntimeException | LinkageError e) {
      throw new RunFailedException(
          "cannot open the tokenizer (%s): take the tokenizer.json that the checkpoint came with, and let DJL_CACHE_DIR name a writable directory with 20 MB free"
              .formatted(UserException.firstLine(e)),
          e);
    }
  }

  /** DJL is configured by system properties; a user's own setting stays. */
  private static void configure(String property) {
    if (System.getProperty(property) == null) {
      System.setProperty(property, "true");
    }
  }

  Pieces pieces(String text) {
    return pieces(tokenizer.encode(text, true, false));
  }

  /** Of a text that is cut into words already. */
  Pieces pieces(List<String> words) {
    return pieces(tokenizer.encode(words, true, false));
  }

  private static Pieces pieces(Encoding encoding) {
    return new Pieces(ints(encoding.getIds()), ints(encoding.getWordIds()));
  }

  private static int[] ints(long[] values) {
    return Arrays.stream(values).mapToInt(Math::toIntExact).toArray();
  }

  @Override
  public void close() {
    tokenizer.close();
  }
}
