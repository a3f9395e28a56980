package io.thawline.checkpoint;

/**
 * What to read of a file and how.
 *
 * @param key path to the state dict in a torch file that holds several, such as {@code ema} or
 *     {@code models.0}; empty to take the only one
 * @param digest whether the whole file is hashed, which takes longer than reading it
 */
public record ReadOptions(String key, Digest digest) {
  /** The only state dict, with the file's SHA-256. */
  public static final ReadOptions DEFAULT = new ReadOptions("", Digest.SHA_256);

  /** Of the whole file. */
  public enum Digest {
    SHA_256,
    NONE
  }

  /** The same, for the state dict at that path. */
  public ReadOptions withKey(String path) {
    return new ReadOptions(path, digest);
  }

  /** The same, without hashing the file: its checkpoint has an empty SHA-256. */
  public ReadOptions withoutDigest() {
    return new ReadOptions(key, Digest.NONE);
  }
}
