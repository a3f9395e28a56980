package io.thawline.transfer;

import io.thawline.transfer.TransferOptions.Match;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Options that differ from the defaults in a few places. */
final class OptionsBuilder {
  private final List<SecondSource> also = new ArrayList<>();
  private final List<RenameRule> rename = new ArrayList<>();
  private final Map<String, OnMismatch> onMismatch = new LinkedHashMap<>();
  private List<String> drop = List.of();
  private List<String> allowMissing = List.of();
  private List<String> allowNonFinite = List.of();
  private String take = "";
  private String stripPrefix = "";
  private Match match = Match.NAME;
  private double fraction;

  OptionsBuilder also(String from, String take) {
    also.add(new SecondSource(from, take, "", ""));
    return this;
  }

  OptionsBuilder take(String which) {
    take = which;
    return this;
  }

  OptionsBuilder allowNonFinite(String... patterns) {
    allowNonFinite = List.of(patterns);
    return this;
  }

  OptionsBuilder stripPrefix(String prefix) {
    stripPrefix = prefix;
    return this;
  }

  OptionsBuilder rename(String from, String to) {
    rename.add(new RenameRule(from, to));
    return this;
  }

  OptionsBuilder drop(String... patterns) {
    drop = List.of(patterns);
    return this;
  }

  OptionsBuilder allowMissing(String... patterns) {
    allowMissing = List.of(patterns);
    return this;
  }

  OptionsBuilder onMismatch(String pattern, OnMismatch rule) {
    onMismatch.put(pattern, rule);
    return this;
  }

  OptionsBuilder byStructure() {
    match = Match.STRUCTURE;
    return this;
  }

  OptionsBuilder requireMinMatchedFraction(double least) {
    fraction = least;
    return this;
  }

  TransferOptions build() {
    return new TransferOptions(
        "base.pth",
        "",
        "",
        take,
        also,
        stripPrefix,
        rename,
        drop,
        match,
        allowMissing,
        onMismatch,
        allowNonFinite,
        fraction);
  }
}
