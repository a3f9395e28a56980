package io.thawline.nn;

import ai.djl.pytorch.jni.JniUtils;
import java.util.function.Supplier;

/** Autograd's recording, which libtorch switches per thread. */
final class Autograd {
  private Autograd() {}

  /** Runs without recording; what held before holds again afterwards. */
  static <T> T off(Supplier<T> work) {
    boolean outer = JniUtils.isGradMode();
    JniUtils.setGradMode(false);
    try {
      return work.get();
    } finally {
      JniUtils.setGradMode(outer);
    }
  }
}
