package io.thawline.schedule;

import java.io.Serializable;
import java.util.List;

/**
 * Parameters that train at one rate.
 *
 * @param lr learning rate of an optimizer step
 * @param parameters names in the layout's order; never empty
 */
public record ParameterGroup(double lr, List<String> parameters) implements Serializable {
  public ParameterGroup {
    parameters = List.copyOf(parameters);
    if (parameters.isEmpty()) {
      throw new IllegalArgumentException("a parameter group without parameters");
    }
  }
}
