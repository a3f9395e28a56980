package io.thawline.network;

import java.util.List;
import java.util.Optional;

/**
 * What a network is that takes square images to logits.
 *
 * @param channels of an image
 * @param imageSize side of an image in pixels
 * @param classes it tells apart
 */
public record ImageClassifier(int channels, int imageSize, int classes) {
  /** What that network is; empty when it does something else. */
  public static Optional<ImageClassifier> of(NetworkOptions model) {
    if (model instanceof ResNetOptions resNet) {
      return Optional.of(
          new ImageClassifier(resNet.channels(), resNet.imageSize(), resNet.classes()));
    }
    if (model instanceof MobileNetV2Options mobileNet) {
      return Optional.of(
          new ImageClassifier(mobileNet.channels(), mobileNet.imageSize(), mobileNet.classes()));
    }
    if (model instanceof ScriptOptions script) {
      return Optional.of(
          new ImageClassifier(script.channels(), script.imageSize(), script.classes()));
    }
    if (model instanceof OpenedScript script) {
      return of(script.options());
    }
    return model instanceof ComposedOptions composed ? ofComposed(composed) : Optional.empty();
  }

  private static Optional<ImageClassifier> ofComposed(ComposedOptions composed) {
    List<Features> all =
        Composition.of(composed.base(), composed.through()).behind(composed.layers());
    Features last = all.get(all.size() - 1);
    return last.form() == Features.Form.VECTOR
        ? seenBy(composed.base())
            .map(base -> new ImageClassifier(base.channels(), base.imageSize(), last.width()))
        : Optional.empty();
  }

  private static Optional<ImageClassifier> seenBy(BaseOptions base) {
    return base instanceof ImageOptions image
        ? Optional.of(new ImageClassifier(image.channels(), image.imageSize(), 1))
        : of((NetworkOptions) base);
  }
}
