package io.thawline.report;

import java.util.List;

/**
 * How the run's weights came from a checkpoint.
 *
 * @param location of the checkpoint file; empty without one
 * @param format of the file, such as {@code torch zip}
 * @param sha256 of the file, in hex
 * @param groups every end there is, also those of no tensor; shown in this order
 */
public record LoadSection(String location, String format, String sha256, List<LoadGroup> groups) {
  public LoadSection {
    groups = List.copyOf(groups);
  }
}
