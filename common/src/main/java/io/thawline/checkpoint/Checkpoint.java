package io.thawline.checkpoint;

import io.thawline.tensor.StateDict;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;

/**
 * What a checkpoint file holds.
 *
 * @param format {@code torch-zip}, {@code torch-legacy}, {@code safetensors} or {@code torchscript}
 * @param location where the file lies, in the words of whoever asked for it
 * @param digest gives the file's {@link #sha256}, after a while
 * @param tensors in the file's order
 * @param metadata what a safetensors file says of itself; for a torch file with more than a state
 *     dict in it, {@code key}: the path to the state dict that was taken
 */
public record Checkpoint(
    String format,
    String location,
    Supplier<String> digest,
    StateDict tensors,
    Map<String, String> metadata) {
  private static final String FOLDED = "folded";

  public Checkpoint {
    metadata = Map.copyOf(metadata);
  }

  /**
   * Of the whole file, 64 hexadecimal digits; empty when it was not asked for. Waits until a file
   * that is still being hashed is through.
   */
  public String sha256() {
    return digest.get();
  }

  /** The names of weights whose norms were folded, joined by commas; empty where none was. */
  public String foldedNorms() {
    return metadata.getOrDefault(FOLDED, "");
  }

  /**
   * The same with every weight under spectral or weight norm put together, as {@link FoldedNorms}
   * does; {@link #foldedNorms} names them. Itself where there is none.
   *
   * @throws io.thawline.errors.InputRefusedException naming each weight that is kept in other parts
   */
  public Checkpoint withFoldedNorms() {
    FoldedNorms folded = FoldedNorms.fold(location, tensors);
    if (folded.names().isEmpty()) {
      return this;
    }
    Map<String, String> more = new HashMap<>(metadata);
    more.put(FOLDED, String.join(", ", folded.names()));
    return new Checkpoint(format, location, digest, folded.tensors(), more);
  }
}
