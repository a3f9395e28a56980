package io.thawline.checkpoint;

import io.thawline.errors.InputRefusedException;
import io.thawline.io.Source;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Reads checkpoints of every supported format. */
public final class Checkpoints {
  private static final int DIGEST_CHUNK = 1 << 20;

  private Checkpoints() {}

  /**
   * The tensors of a checkpoint; its format is told by its content, never by its name.
   *
   * @throws InputRefusedException with one line that says what is wrong with the file and how to
   *     mend it
   */
  public static Checkpoint read(Source source) {
    try {
      Contents contents = contents(source);
      return new Checkpoint(
          contents.format(),
          source.location(),
          sha256(source),
          contents.tensors(),
          contents.metadata());
    } catch (Refusal e) {
      throw new InputRefusedException(
          "Cannot read %s: %s".formatted(source.location(), e.getMessage()), e);
    }
  }

  private static Contents contents(Source source) {
    MemoryBudget budget = new MemoryBudget(source.size());
    return switch (FileKind.of(source)) {
      case ZIP -> new TorchZipReader(source, budget).read();
      case LEGACY -> new TorchLegacyReader(source, budget).read();
      case SAFETENSORS -> new SafetensorsReader(source).read();
    };
  }

  private static String sha256(Source source) {
    MessageDigest digest = newDigest();
    ByteBuffer chunk = ByteBuffer.allocate((int) Math.min(DIGEST_CHUNK, source.size()));
    for (long position = 0; position < source.size(); position += chunk.limit()) {
      chunk.clear().limit((int) Math.min(chunk.capacity(), source.size() - position));
      source.readFully(position, chunk);
      digest.update(chunk.flip());
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  static String sha256(byte[] contents) {
    return HexFormat.of().formatHex(newDigest().digest(contents));
  }

  private static MessageDigest newDigest() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
