package io.thawline.transfer;

import io.thawline.config.Key;

/**
 * A further checkpoint, of which a part is taken.
 *
 * @param from its location
 * @param take which of its tensors, as {@link TransferOptions#take}; they go before those of the
 *     same name
 * @param sha256 what it must have; empty for any
 * @param key path to the state dict in a file that holds several; empty for the only one
 */
public record SecondSource(
    @Key(help = "a further checkpoint", example = "head.pth", path = true) String from,
    @Key(
            help = "what to take of it: a pattern, first N blocks, or first N layers",
            example = "'head\\..*'")
        String take,
    @Key(
            help = "the SHA-256 that it must have",
            defaultValue = "''",
            example = "64 hexadecimal digits, as in load_report.json",
            kind = Key.Kind.FREE)
        String sha256,
    @Key(
            help = "the state dict to take where the file holds several",
            defaultValue = "''",
            example = "ema")
        String key) {
  public SecondSource {
    if (take.isEmpty()) {
      throw new IllegalArgumentException("take is empty: write '.*' for all of it");
    }
    Take.parse("take", take);
    new CheckpointFile(from, sha256, key);
  }

  CheckpointFile file() {
    return new CheckpointFile(from, sha256, key);
  }
}
