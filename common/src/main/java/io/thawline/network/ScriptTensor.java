package io.thawline.network;

import java.io.Serializable;
import java.util.List;

/**
 * A tensor of a user's module that training may move.
 *
 * @param name in the module's state dict
 * @param dims of its shape
 * @param parameter or else a buffer
 */
public record ScriptTensor(String name, List<Long> dims, boolean parameter)
    implements Serializable {
  public ScriptTensor {
    dims = List.copyOf(dims);
  }
}
