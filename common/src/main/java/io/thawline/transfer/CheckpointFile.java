package io.thawline.transfer;

/**
 * A checkpoint that a configuration names.
 *
 * @param from its location
 * @param sha256 what it must have; empty for any
 * @param key path to the state dict in a file that holds several; empty for the only one
 */
public record CheckpointFile(String from, String sha256, String key) {
  public CheckpointFile {
    if (from.isBlank()) {
      throw new IllegalArgumentException("from is empty: name the checkpoint's file");
    }
    if (!sha256.matches("|[0-9a-fA-F]{64}")) {
      throw new IllegalArgumentException(
          "sha256 must be 64 hexadecimal digits, as in load_report.json, got '%s'"
              .formatted(sha256));
    }
  }

  /** Whether no other file will do. */
  public boolean isPinned() {
    return !sha256.isEmpty();
  }
}
