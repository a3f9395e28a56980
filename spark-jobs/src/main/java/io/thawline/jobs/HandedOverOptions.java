package io.thawline.jobs;

import io.thawline.config.Key;

/**
 * Which handed-over network to use.
 *
 * @param dir the directory of the run, or its {@code final/} wherever it was copied
 * @param trustedSha256 of the module in it, where the network is one
 */
public record HandedOverOptions(
    @Key(
            help = "the directory of a run, or its final/",
            example = "../runs/quickstart",
            path = true)
        String dir,
    @Key(
            help = "the SHA-256 of its model.pt, where that is a module of yours",
            defaultValue = "''",
            example = "64 hexadecimal digits")
        String trustedSha256) {
  public HandedOverOptions {
    if (dir.isBlank()) {
      throw new IllegalArgumentException(
          "dir is empty: name the directory of a run, such as runs/quickstart");
    }
  }
}
