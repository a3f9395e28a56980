package io.thawline.report;

import java.util.List;

/**
 * The tensors that came to one end when a checkpoint was loaded into a network.
 *
 * @param title the end in a word
 * @param meaning what it means, in half a sentence
 * @param usual whether a reader rather looks for the others
 * @param elements numbers in all of them
 * @param tensors their names, with whatever helps to tell them, such as the shape
 */
public record LoadGroup(
    String title, String meaning, boolean usual, long elements, List<String> tensors) {
  public LoadGroup {
    tensors = List.copyOf(tensors);
  }
}
