package io.thawline.schedule;

import java.util.Set;

/**
 * Where a network's parameters come from, as the transfer left them.
 *
 * @param fresh names of those that no checkpoint supplied; all others were transferred
 */
public record Origin(Set<String> fresh) {
  /** Of a network whose parameters are all told apart by name or place alone. */
  public static final Origin NOTHING_NEW = new Origin(Set.of());

  public Origin {
    fresh = Set.copyOf(fresh);
  }
}
