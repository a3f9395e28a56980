package io.thawline.jobs;

/**
 * How samples are put together and spread, whatever they are.
 *
 * @param size samples an optimizer step
 * @param reshuffleEvery epochs after which samples are placed on other shards; 0 for never
 * @param validationShards tasks an evaluation is spread over
 * @param validationSize samples a task evaluates at once
 */
public record Batches(int size, int reshuffleEvery, int validationShards, int validationSize) {
  public Batches {
    require(size, reshuffleEvery, validationShards, validationSize);
  }

  /**
   * Refuses what cannot be, in the words of the configuration.
   *
   * @throws IllegalArgumentException naming the key
   */
  static void require(int size, int reshuffleEvery, int validationShards, int validationSize) {
    requirePositive("batch_size", size);
    requirePositive("validation_shards", validationShards);
    requirePositive("validation_batch_size", validationSize);
    if (reshuffleEvery < 0) {
      throw new IllegalArgumentException(
          "reshuffle_every must be 0 or more epochs, got " + reshuffleEvery);
    }
  }

  private static void requirePositive(String key, int value) {
    if (value < 1) {
      throw new IllegalArgumentException(key + " must be at least 1, got " + value);
    }
  }
}
