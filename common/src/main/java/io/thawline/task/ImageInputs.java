package io.thawline.task;

import ai.djl.ndarray.NDArray;
import io.thawline.image.LabelledImage;
import io.thawline.network.ImageClassifier;
import io.thawline.nn.StepScope;
import java.util.List;

/** Images as networks see them: float32 of [N, channels, side, side], normalised. */
final class ImageInputs {
  private static final int LEVELS = 256;
  private static final float WHITE = 255;

  private final int channels;
  private final int side;
  private final float[][] levels;

  ImageInputs(ImageClassifier classifier, NormaliseOptions normalise) {
    this.channels = classifier.channels();
    this.side = classifier.imageSize();
    this.levels = new float[channels][LEVELS];
    for (int channel = 0; channel < channels; channel++) {
      float mean = normalise.mean().get(channel).floatValue();
      float std = normalise.std().get(channel).floatValue();
      for (int level = 0; level < LEVELS; level++) {
        levels[channel][level] = (level / WHITE - mean) / std;
      }
    }
  }

  /** As they are. */
  NDArray plain(StepScope scope, List<LabelledImage> batch) {
    return of(scope, batch, this::checked);
  }

  /** Changed at random, by what the scope draws. */
  NDArray augmented(StepScope scope, List<LabelledImage> batch, Augmentation augmentation) {
    return of(scope, batch, image -> augmentation.apply(checked(image), side, scope.random()));
  }

  /** Their classes, int64 [N]. */
  static NDArray labels(StepScope scope, List<LabelledImage> batch) {
    long[] labels = batch.stream().mapToLong(LabelledImage::label).toArray();
    return scope.longs(labels, labels.length);
  }

  private interface Pixels {
    byte[] of(LabelledImage image);
  }

  private NDArray of(StepScope scope, List<LabelledImage> batch, Pixels pixels) {
    int size = channels * side * side;
    float[] values = new float[batch.size() * size];
    for (int i = 0; i < batch.size(); i++) {
      byte[] planes = pixels.of(batch.get(i));
      for (int at = 0; at < size; at++) {
        values[i * size + at] = levels[at / (side * side)][planes[at] & 0xff];
      }
    }
    return scope.floats(values, batch.size(), channels, side, side);
  }

  private byte[] checked(LabelledImage image) {
    if (image.planes().length != channels * side * side) {
      throw new IllegalArgumentException(
          "sample %s has %d numbers, the network takes %d x %d x %d"
              .formatted(image.id(), image.planes().length, channels, side, side));
    }
    return image.planes();
  }
}
