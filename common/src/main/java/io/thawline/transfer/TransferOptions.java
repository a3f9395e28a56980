package io.thawline.transfer;

import io.thawline.config.Key;
import java.util.List;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * Where the first weights come from.
 *
 * @param from location of the checkpoint
 * @param allowMissing full-match patterns of the model's tensors that start afresh where the
 *     checkpoint has none
 * @param allowUnexpected full-match patterns of the checkpoint's tensors that are left out where
 *     the model has none
 */
public record TransferOptions(
    @Key(
            help = "the checkpoint to start from: a file of torch.save, or safetensors",
            example = "base.pth",
            path = true)
        String from,
    @Key(
            help = "patterns of tensors that may be absent from the checkpoint and start afresh",
            defaultValue = "[]",
            example = "['head\\..*']")
        List<String> allowMissing,
    @Key(
            help = "patterns of the checkpoint's tensors to leave out",
            defaultValue = "[]",
            example = "['head\\..*']")
        List<String> allowUnexpected) {
  public TransferOptions {
    if (from.isBlank()) {
      throw new IllegalArgumentException("from is empty: name the checkpoint's file");
    }
    allowMissing = List.copyOf(allowMissing);
    allowUnexpected = List.copyOf(allowUnexpected);
    allowMissing.forEach(pattern -> requirePattern("allow_missing", pattern));
    allowUnexpected.forEach(pattern -> requirePattern("allow_unexpected", pattern));
  }

  private static void requirePattern(String key, String pattern) {
    try {
      Pattern.compile(pattern);
    } catch (PatternSyntaxException e) {
      throw new IllegalArgumentException(
          "%s: '%s' is no regular expression: %s".formatted(key, pattern, e.getDescription()), e);
    }
  }
}
