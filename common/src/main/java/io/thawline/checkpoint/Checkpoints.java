package io.thawline.checkpoint;

import io.thawline.checkpoint.ReadOptions.Digest;
import io.thawline.errors.InputRefusedException;
import io.thawline.io.Sha256;
import io.thawline.io.Source;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Reads checkpoints of every supported format. */
public final class Checkpoints {
  private Checkpoints() {}

  /**
   * The only state dict of a file, and the file's SHA-256.
   *
   * @throws InputRefusedException as {@link #read(Source, ReadOptions)}
   */
  public static Checkpoint read(Source source) {
    return read(source, ReadOptions.DEFAULT);
  }

  /**
   * The tensors of a checkpoint; its format is told by its content, never by its name. Those of a
   * file that can be mapped are views of it: they cost no memory, and the file must not change
   * while they are used, though the source may be closed. What a zip archive holds of them is
   * checked against its checksums here, unless it was saved without any.
   *
   * @throws InputRefusedException with one line that says what is wrong with the file and how to
   *     mend it
   */
  public static Checkpoint read(Source source, ReadOptions options) {
    CompletableFuture<String> sha256 = sha256(source, options.digest());
    try {
      Contents contents = contents(source, options.key());
      return new Checkpoint(
          contents.format(),
          source.location(),
          sha256::join,
          contents.tensors(),
          contents.metadata());
    } catch (Refusal e) {
      throw new InputRefusedException(
          "Cannot read %s: %s".formatted(source.location(), e.getMessage()), e);
    }
  }

  /**
   * Hashes a mapped file beside whatever its reader does, which leaves a core free: it takes longer
   * than reading and placing the tensors. Other sources may be closed by then, so those are hashed
   * first.
   */
  private static CompletableFuture<String> sha256(Source source, Digest digest) {
    if (digest == Digest.NONE) {
      return CompletableFuture.completedFuture("");
    }
    List<ByteBuffer> mapped = Bytes.mapped(source);
    return mapped.isEmpty()
        ? CompletableFuture.completedFuture(sha256(source))
        : CompletableFuture.supplyAsync(() -> sha256(mapped));
  }

  private static Contents contents(Source source, String key) {
    MemoryBudget budget = new MemoryBudget(source.size());
    FileKind kind = FileKind.of(source);
    if (kind == FileKind.SAFETENSORS && !key.isEmpty()) {
      throw new Refusal(
          "a safetensors file holds one state dict, and none under the key %s".formatted(key),
          "Leave the key out.");
    }
    return switch (kind) {
      case ZIP -> new TorchZipReader(source, budget).read(key);
      case LEGACY -> new TorchLegacyReader(source, budget).read(key);
      case SAFETENSORS -> new SafetensorsReader(source, budget).read();
    };
  }

  static String sha256(Source source) {
    MessageDigest digest = Sha256.digest();
    Bytes.scan(source, 0, source.size(), digest::update);
    return Sha256.hex(digest);
  }

  private static String sha256(List<ByteBuffer> parts) {
    MessageDigest digest = Sha256.digest();
    parts.forEach(digest::update);
    return Sha256.hex(digest);
  }
}
