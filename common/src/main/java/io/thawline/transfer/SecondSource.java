package io.thawline.transfer;

import io.thawline.config.Key;

/**
 * A further checkpoint, of which a part is taken.
 *
 * @param from its location
 * @param take full-match pattern of the tensors to take; they go before those of the same name
 */
public record SecondSource(
    @Key(help = "a further checkpoint", example = "head.pth", path = true) String from,
    @Key(help = "a pattern of the tensors to take from it", example = "'head\\..*'") String take) {
  public SecondSource {
    if (from.isBlank()) {
      throw new IllegalArgumentException("from is empty: name the checkpoint's file");
    }
    Patterns.require("take", take);
  }
}
