package io.thawline.tensor;

import java.util.List;

/**
 * Tensors of a network that thaw together: those of a block, or of a layer that is in none.
 *
 * @param name the part of a network's forward pass that works with them, mostly a module
 * @param tensors names in the layout's order, parameters and buffers; never empty
 */
public record LayerGroup(String name, List<String> tensors) {
  public LayerGroup {
    tensors = List.copyOf(tensors);
    if (tensors.isEmpty()) {
      throw new IllegalArgumentException("the group " + name + " has no tensor");
    }
  }
}
