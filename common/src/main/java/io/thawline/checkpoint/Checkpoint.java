package io.thawline.checkpoint;

import io.thawline.tensor.StateDict;
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
}
