package io.thawline.checkpoint;

/**
 * Keeps what a file makes us allocate in proportion to its size, so that a small file with
 * compressed entries, overlapping entries or expanded views cannot exhaust the memory.
 */
final class MemoryBudget {
  private static final long BASE = 16L << 20;
  private static final int PER_FILE_BYTE = 4;

  private final long limit;
  private long used;

  MemoryBudget(long fileSize) {
    this.limit = BASE + PER_FILE_BYTE * fileSize;
  }

  /**
   * To be called before {@code bytes} are allocated for {@code what}.
   *
   * @throws Refusal when the file has asked for too much
   */
  void charge(long bytes, String what) {
    if (bytes > limit - used) {
      throw new Refusal(
          "%s would take the file to more than %d bytes of memory, out of proportion to its size"
              .formatted(what, limit),
          "Save plain tensors: {k: v.contiguous() for k, v in model.state_dict().items()}.");
    }
    used += bytes;
  }
}
