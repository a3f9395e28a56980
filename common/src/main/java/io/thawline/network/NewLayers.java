package io.thawline.network;

import ai.djl.ndarray.NDArray;
import io.thawline.network.Features.Form;
import java.util.ArrayList;
import java.util.List;

/** What the layers of composed networks judge alike. */
final class NewLayers {
  private static final int AXES_OF_MAPS = 4;

  private NewLayers() {}

  static void atLeastOne(String key, int value) {
    List<String> problems = new ArrayList<>();
    Checks.atLeastOne(problems, key, value);
    Checks.refuse(problems);
  }

  static void require(Features before, String key, String value, Form form) {
    if (before.form() != form) {
      throw new IllegalArgumentException(
          "%s is %s, which takes %s, and gets %s"
              .formatted(key, value, form == Form.MAP ? "a map" : "rows", before));
    }
  }

  static boolean isMap(NDArray x) {
    return x.getShape().dimension() == AXES_OF_MAPS;
  }
}
