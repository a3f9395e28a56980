package io.thawline.transfer;

import io.thawline.errors.InputRefusedException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Holds a file's order against the names in it. Some writers sort tensors by name, which puts layer
 * 10 before layer 2, and a head named fc before the layers it follows: taken by order, layers would
 * change places unseen.
 */
final class FileOrder {
  private static final int MOST_DIGITS = 9;
  private static final String WEIGHT = ".weight";
  private static final String BIAS = ".bias";

  private FileOrder() {}

  /**
   * Refuses a file whose numbered layers do not ascend, or whose names do, each bias before its
   * weight.
   *
   * @param purpose what the order is needed for, such as {@code match by structure}
   * @throws InputRefusedException naming two tensors out of order
   */
  static void require(List<SourceTensor> tensors, String purpose) {
    requireNumbersAscend(tensors, purpose);
    List<String> names = tensors.stream().map(SourceTensor::written).toList();
    for (int i = 1; i < names.size(); i++) {
      String before = names.get(i - 1);
      boolean biasFirst =
          before.endsWith(BIAS)
              && names.get(i).equals(before.substring(0, before.length() - BIAS.length()) + WEIGHT);
      if (biasFirst && names.stream().sorted().toList().equals(names)) {
        throw refused(tensors.get(i), purpose, "%s comes after its bias".formatted(names.get(i)));
      }
    }
  }

  private static void requireNumbersAscend(List<SourceTensor> tensors, String purpose) {
    Map<String, Integer> reached = new HashMap<>();
    for (SourceTensor tensor : tensors) {
      String name = tensor.written();
      for (int start = 0; start < name.length(); start = end(name, start) + 1) {
        String part = name.substring(start, end(name, start));
        String layer = tensor.file() + '\n' + name.substring(0, start);
        if (isNumber(part)
            && reached.merge(layer, Integer.valueOf(part), Math::max) > Integer.parseInt(part)) {
          throw refused(
              tensor, purpose, "%s comes after number %d".formatted(name, reached.get(layer)));
        }
      }
    }
  }

  private static InputRefusedException refused(SourceTensor tensor, String purpose, String why) {
    return new InputRefusedException(
        "Cannot %s of %s: its tensors are not in the network's order (%s), as if sorted by name. Use the file that torch.save wrote, or go by names."
            .formatted(purpose, tensor.file(), why));
  }

  private static int end(String name, int start) {
    int dot = name.indexOf('.', start);
    return dot < 0 ? name.length() : dot;
  }

  private static boolean isNumber(String part) {
    return !part.isEmpty()
        && part.length() <= MOST_DIGITS
        && part.chars().allMatch(c -> c >= '0' && c <= '9');
  }
}
