package io.thawline.schedule;

import java.io.Serializable;
import java.util.List;

/**
 * Parameters that train at one rate.
 *
 * @param lr learning rate of an optimizer step, before a scheduler's factor
 * @param parameters names in the layout's order; never empty
 * @param movesStatistics whether BatchNorm layers among them use the batch's statistics and move
 *     their running ones
 */
public record ParameterGroup(double lr, List<String> parameters, boolean movesStatistics)
    implements Serializable {
  public ParameterGroup {
    parameters = List.copyOf(parameters);
    if (parameters.isEmpty()) {
      throw new IllegalArgumentException("a parameter group without parameters");
    }
  }

  /** Parameters whose BatchNorm layers learn as usual. */
  public ParameterGroup(double lr, List<String> parameters) {
    this(lr, parameters, true);
  }
}
