package io.thawline.checkpoint;

import io.thawline.tensor.StateDict;
import java.util.HashMap;
import java.util.Map;

/**
 * What a checkpoint file holds.
 *
 * @param format {@code torch-zip}, {@code torch-legacy} or {@code safetensors}
 * @param location where the file lies, in the words of whoever asked for it
 * @param sha256 of the whole file, 64 hexadecimal digits; empty when it was not asked for
 * @param tensors in the file's order
 * @param metadata what a safetensors file says of itself; for a torch file with more than a state
 *     dict in it, {@code key}: the path to the state dict that was taken
 */
public record Checkpoint(
    String format,
    String location,
    String sha256,
    StateDict tensors,
    Map<String, String> metadata) {
  public Checkpoint {
    metadata = Map.copyOf(metadata);
  }

  /**
   * The same with every weight under spectral or weight norm put together, as {@link FoldedNorms}
   * does; the metadata's {@code folded} names them. Itself where there is none.
   *
   * @throws io.thawline.errors.InputRefusedException naming each weight that is kept in other parts
   */
  public Checkpoint withFoldedNorms() {
    FoldedNorms folded = FoldedNorms.fold(location, tensors);
    if (folded.names().isEmpty()) {
      return this;
    }
    Map<String, String> more = new HashMap<>(metadata);
    more.put("folded", String.join(", ", folded.names()));
    return new Checkpoint(format, location, sha256, folded.tensors(), more);
  }
}
