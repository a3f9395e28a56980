package io.thawline.report;

import java.util.List;

/**
 * The tensors of one status.
 *
 * @param elements numbers in all of them
 * @param tensors their names, with whatever helps to tell them, such as the shape
 */
public record LoadGroup(LoadStatus status, long elements, List<String> tensors) {
  public LoadGroup {
    tensors = List.copyOf(tensors);
  }
}
