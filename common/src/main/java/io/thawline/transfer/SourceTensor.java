package io.thawline.transfer;

import io.thawline.tensor.HostTensor;

/**
 * A tensor of a checkpoint on its way to the model.
 *
 * @param file location of the checkpoint
 * @param written its name there
 * @param stripped its name without prefixes
 * @param name its name after all rules
 */
record SourceTensor(String file, String written, String stripped, String name, HostTensor tensor) {
  static SourceTensor of(String file, String written, HostTensor tensor) {
    return new SourceTensor(file, written, written, written, tensor);
  }

  SourceTensor withoutPrefix(String prefix) {
    String rest = stripped.startsWith(prefix) ? stripped.substring(prefix.length()) : stripped;
    return new SourceTensor(file, written, rest, rest, tensor);
  }

  SourceTensor renamed(String newName) {
    return new SourceTensor(file, written, stripped, newName, tensor);
  }
}
