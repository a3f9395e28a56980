package io.thawline.transfer;

import io.thawline.errors.InputRefusedException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Holds a file's order against the numbers in its names. Some writers sort tensors by name, which
 * puts layer 10 before layer 2: matched by order, equal layers would change places unseen.
 */
final class FileOrder {
  private static final int MOST_DIGITS = 9;

  private FileOrder() {}

  /**
   * Refuses a file whose numbered layers do not ascend.
   *
   * @throws InputRefusedException naming two tensors out of order
   */
  static void require(List<SourceTensor> tensors) {
    Map<String, Integer> reached = new HashMap<>();
    for (SourceTensor tensor : tensors) {
      String name = tensor.written();
      for (int start = 0; start < name.length(); start = end(name, start) + 1) {
        String part = name.substring(start, end(name, start));
        String layer = tensor.file() + '\n' + name.substring(0, start);
        if (isNumber(part)
            && reached.merge(layer, Integer.valueOf(part), Math::max) > Integer.parseInt(part)) {
          throw new InputRefusedException(
              "Cannot match %s by structure: its tensors are not in the network's order (%s comes after number %d), as if sorted by name. Use the file that torch.save wrote, or init.match: name with init.rename."
                  .formatted(tensor.file(), name, reached.get(layer)));
        }
      }
    }
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
