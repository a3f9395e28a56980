package io.thawline.storage;

import java.util.Objects;

/**
 * A file that a manifest vouches for.
 *
 * @param path relative to the run directory
 * @param bytes its size
 * @param sha256 of its contents, in lower-case hexadecimal
 */
public record DataFile(String path, long bytes, String sha256) {
  public DataFile {
    Objects.requireNonNull(path);
    Objects.requireNonNull(sha256);
  }
}
