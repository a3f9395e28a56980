package io.thawline.transfer;

import io.thawline.config.Key;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Where the first weights come from. The rules are applied in the order of the components: strip,
 * rename, drop, match.
 *
 * @param from location of the checkpoint; empty where all weights begin fresh
 * @param sha256 what the checkpoint must have, 64 hexadecimal digits; empty for any
 * @param key path to the state dict in a file that holds several; empty for the only one
 * @param take which of its tensors: all when empty, those of a full-match pattern, or {@code first
 *     3 blocks} or {@code first 3 layers}, in the file's order. A block is a module of a numbered
 *     sequence, such as {@code encoder.layer.2}; a layer is a module with tensors of its own
 * @param also further checkpoints; the later goes before the earlier, all before {@code from}
 * @param stripPrefix what the names of the checkpoint's tensors begin with and the model's do not;
 *     when empty, common prefixes are recognised
 * @param rename applied to every name one after the other
 * @param drop full-match patterns of the checkpoint's tensors that are left out
 * @param match how the checkpoint's tensors find the model's
 * @param allowMissing full-match patterns of the model's tensors that start afresh where the
 *     checkpoint has none
 * @param onMismatch what to do where shapes differ, by full-match patterns of the model's tensors;
 *     the first that matches decides
 * @param allowNonFinite full-match patterns of the model's tensors that may hold NaN or infinity
 * @param requireMinMatchedFraction the least share of the model's numbers that must come from a
 *     checkpoint, 0 to 1
 */
public record TransferOptions(
    @Key(
            help =
                "the checkpoint to start from: a file of torch.save, or safetensors; all weights"
                    + " begin fresh without",
            defaultValue = "''",
            example = "base.pth",
            path = true)
        String from,
    @Key(
            help = "the SHA-256 that the checkpoint must have",
            defaultValue = "''",
            example = "64 hexadecimal digits, as in load_report.json",
            kind = Key.Kind.FREE)
        String sha256,
    @Key(
            help = "the state dict to take where the file holds several",
            defaultValue = "''",
            example = "ema")
        String key,
    @Key(
            help = "what to take of it: a pattern, first N blocks, or first N layers",
            defaultValue = "''",
            example = "first 3 blocks")
        String take,
    @Key(
            help = "further checkpoints to take a part of",
            defaultValue = "[]",
            example = "[{from: head.pth, take: 'head\\..*'}]")
        List<SecondSource> also,
    @Key(
            help = "what the checkpoint's names begin with and the model's do not",
            defaultValue = "''",
            example = "backbone.")
        String stripPrefix,
    @Key(
            help = "new names for the checkpoint's tensors",
            defaultValue = "[]",
            example = "[{from: 'body\\.(.*)', to: 'features.$1'}]")
        List<RenameRule> rename,
    @Key(
            help = "patterns of the checkpoint's tensors to leave out",
            defaultValue = "[]",
            example = "['head\\..*']")
        List<String> drop,
    @Key(help = "how tensors find each other", defaultValue = "name") Match match,
    @Key(
            help = "patterns of tensors that may be absent from the checkpoint and start afresh",
            defaultValue = "[]",
            example = "['head\\..*']")
        List<String> allowMissing,
    @Key(
            help = "what to do where shapes differ, by pattern",
            defaultValue = "{}",
            example = "{'head\\..*': reinit}")
        Map<String, OnMismatch> onMismatch,
    @Key(
            help = "patterns of tensors that may hold NaN or infinity",
            defaultValue = "[]",
            example = "['mask']")
        List<String> allowNonFinite,
    @Key(
            help = "least share of the model's numbers to come from the checkpoint",
            defaultValue = "0")
        double requireMinMatchedFraction) {
  /** How the checkpoint's tensors find the model's. */
  public enum Match {
    /** By equal names. */
    NAME,
    /** By order, kind of layer and shape, whatever the names. */
    STRUCTURE
  }

  public TransferOptions {
    also = List.copyOf(also);
    if (!from.isEmpty()) {
      new CheckpointFile(from, sha256, key);
    } else if (!sha256.isEmpty() || !key.isEmpty() || !take.isEmpty() || !also.isEmpty()) {
      throw new IllegalArgumentException(
          "from is empty: name the checkpoint's file, or leave all of init out, to begin with fresh"
              + " weights");
    }
    Take.parse("take", take);
    rename = List.copyOf(rename);
    drop = List.copyOf(drop);
    allowMissing = List.copyOf(allowMissing);
    allowNonFinite = List.copyOf(allowNonFinite);
    onMismatch = Collections.unmodifiableMap(new LinkedHashMap<>(onMismatch));
    drop.forEach(pattern -> Patterns.require("drop", pattern));
    allowMissing.forEach(pattern -> Patterns.require("allow_missing", pattern));
    allowNonFinite.forEach(pattern -> Patterns.require("allow_non_finite", pattern));
    onMismatch.keySet().forEach(pattern -> Patterns.require("on_mismatch", pattern));
    if (!(requireMinMatchedFraction >= 0 && requireMinMatchedFraction <= 1)) {
      throw new IllegalArgumentException(
          "require_min_matched_fraction must be from 0 to 1, got %s: write for example 0.9"
              .formatted(requireMinMatchedFraction));
    }
  }

  /** All of a checkpoint, by equal names; whatever does not fit is refused. */
  public static TransferOptions of(String from) {
    return new TransferOptions(
        from,
        "",
        "",
        "",
        List.of(),
        "",
        List.of(),
        List.of(),
        Match.NAME,
        List.of(),
        Map.of(),
        List.of(),
        0);
  }

  /** The same of a checkpoint that must have this SHA-256. */
  public TransferOptions pinned(String pin) {
    return new TransferOptions(
        from,
        pin,
        key,
        take,
        also,
        stripPrefix,
        rename,
        drop,
        match,
        allowMissing,
        onMismatch,
        allowNonFinite,
        requireMinMatchedFraction);
  }

  /** What to do with a tensor of the model whose shape differs: the first pattern decides. */
  public OnMismatch ruleFor(String name) {
    return onMismatch.entrySet().stream()
        .filter(rule -> Pattern.matches(rule.getKey(), name))
        .map(Map.Entry::getValue)
        .findFirst()
        .orElse(OnMismatch.FAIL);
  }

  /** Whether there is no checkpoint, and all weights begin fresh. */
  public boolean isFresh() {
    return from.isEmpty();
  }

  /** All checkpoints, {@code from} first; none where all weights begin fresh. */
  public List<CheckpointFile> files() {
    if (isFresh()) {
      return List.of();
    }
    List<CheckpointFile> files = new ArrayList<>(List.of(new CheckpointFile(from, sha256, key)));
    also.forEach(source -> files.add(source.file()));
    return files;
  }
}
