package io.thawline.transfer;

import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What wrappers put before the names of a network's tensors. */
final class Prefixes {
  /** DataParallel, torch.compile, Lightning and what training scripts call their networks. */
  private static final List<String> COMMON =
      List.of(
          "module.",
          "_orig_mod.",
          "model.",
          "state_dict.",
          "net.",
          "network.",
          "netG.",
          "generator.",
          "backbone.",
          "encoder.");

  private Prefixes() {}

  /**
   * The prefix that all names share and that hides the most of the wanted names; empty when no
   * common prefix hides any.
   */
  static String recognise(Collection<String> names, Set<String> wanted) {
    String best = "";
    long bestHits = hits(names, "", wanted);
    Optional<String> next = next(names, "");
    while (next.isPresent()) {
      String prefix = next.get();
      long hits = hits(names, prefix, wanted);
      if (hits > bestHits) {
        best = prefix;
        bestHits = hits;
      }
      next = next(names, prefix);
    }
    return best;
  }

  private static Optional<String> next(Collection<String> names, String before) {
    return COMMON.stream()
        .map(before::concat)
        .filter(prefix -> !names.isEmpty() && names.stream().allMatch(n -> n.startsWith(prefix)))
        .findFirst();
  }

  private static long hits(Collection<String> names, String prefix, Set<String> wanted) {
    return names.stream().filter(name -> wanted.contains(name.substring(prefix.length()))).count();
  }
}
