package io.thawline.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.thawline.image.LabelledImage;
import io.thawline.network.Composed;
import io.thawline.network.ComposedOptions;
import io.thawline.network.ImageOptions;
import io.thawline.network.LinearLayer;
import io.thawline.nn.Device;
import io.thawline.nn.Mode;
import io.thawline.nn.StepScope;
import io.thawline.nn.Weights;
import io.thawline.state.NetworkState;
import io.thawline.tensor.HostTensor;
import io.thawline.tensor.Shape;
import io.thawline.tensor.StateDict;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class ImageClassificationTest {
  private static final byte WHITE = (byte) 255;
  private static final ComposedOptions MODEL =
      new ComposedOptions(
          ComposedOptions.Kind.COMPOSED,
          new ImageOptions(ImageOptions.Kind.IMAGE, 1, 2),
          "",
          "head",
          List.of(new LinearLayer(LinearLayer.Kind.LINEAR, 3)));
  private static final List<LabelledImage> BATCH =
      List.of(image("a", 0, 10, 200, 30, 90), image("b", 2, 250, 0, 60, 7));

  private static LabelledImage image(String id, int label, int... pixels) {
    byte[] planes = new byte[pixels.length];
    for (int i = 0; i < planes.length; i++) {
      planes[i] = (byte) pixels[i];
    }
    return new LabelledImage(id, label, planes);
  }

  private static ImageClassificationOptions options(double smoothing, AugmentOptions augment) {
    return new ImageClassificationOptions(
        ImageClassificationOptions.Kind.IMAGE_CLASSIFICATION,
        smoothing,
        ClassWeightOptions.EQUAL,
        augment,
        new NormaliseOptions(List.of(0.5), List.of(0.25)));
  }

  private static final AugmentOptions NONE = new AugmentOptions(0, 0, 0);

  private static StateDict weights() {
    float[] weight = new float[12];
    for (int i = 0; i < weight.length; i++) {
      weight[i] = (float) Math.sin(i);
    }
    return StateDict.of(
        Map.of(
            "head.0.weight", HostTensor.ofFloats(Shape.of(3, 4), weight),
            "head.0.bias", HostTensor.ofFloats(Shape.of(3), new float[] {0.1f, -0.2f, 0.3f})));
  }

  /** Log-likelihoods by hand, in fp64. */
  private static double[] logs(LabelledImage image) {
    double[] logits = {0.1, -0.2, 0.3};
    for (int i = 0; i < 12; i++) {
      logits[i / 4] += Math.sin(i) * ((image.planes()[i % 4] & 0xff) / 255.0 - 0.5) / 0.25;
    }
    double sum = 0;
    for (double logit : logits) {
      sum += Math.exp(logit);
    }
    for (int i = 0; i < logits.length; i++) {
      logits[i] -= Math.log(sum);
    }
    return logits;
  }

  private interface Use<R> {
    R of(LoadedNetworks networks, StepScope scope);
  }

  private static <R> R with(ImageClassificationTask task, Use<R> use) {
    Device device = Device.cpu(1);
    Composed network = MODEL.network();
    String name = ImageClassificationTask.CLASSIFIER;
    try (Weights loaded =
            Weights.load(device, network.layout(), NetworkState.untrained(weights()), List.of());
        StepScope scope = device.newStep(7)) {
      LoadedNetworks networks =
          new LoadedNetworks(task.networks(), Map.of(name, loaded), Mode.TRAINING);
      return use.of(networks, scope);
    }
  }

  @Test
  void lossIsPyTorchsWeightedAndSmoothedCrossEntropy() {
    double[] weights = {1, 2, 0.5};
    double smoothing = 0.2;
    ImageClassificationTask task = options(smoothing, NONE).task(MODEL, List.of(1.0, 2.0, 0.5));
    double above = 0;
    double below = 0;
    double plain = 0;
    for (LabelledImage image : BATCH) {
      double[] logs = logs(image);
      above -= (1 - smoothing) * weights[image.label()] * logs[image.label()];
      for (int i = 0; i < logs.length; i++) {
        above -= smoothing / logs.length * weights[i] * logs[i];
      }
      below += weights[image.label()];
      plain -= logs[image.label()] / BATCH.size();
    }
    float[] losses =
        with(
            task,
            (networks, scope) -> {
              Loss loss = task.objectives().get(0).loss().of(networks, scope, BATCH);
              return new float[] {
                loss.total().getFloat(),
                Objects.requireNonNull(loss.told().get(Task.TRAIN_LOSS)).getFloat()
              };
            });
    assertThat((double) losses[0]).isCloseTo(above / below, within(1e-5));
    assertThat((double) losses[1]).isCloseTo(plain, within(1e-5));
  }

  @Test
  void scoresArePlainCrossEntropiesAndMetricsFollowFromTallies() {
    ImageClassificationTask task = options(0.2, NONE).task(MODEL, List.of(1.0, 2.0, 0.5));
    Evaluation evaluation = with(task, (networks, scope) -> task.evaluate(networks, scope, BATCH));
    for (int i = 0; i < BATCH.size(); i++) {
      assertThat(evaluation.scores().get(i).loss())
          .isCloseTo(-logs(BATCH.get(i))[BATCH.get(i).label()], within(1e-5));
    }
    assertThat(task.metrics(evaluation)).containsKeys("val_loss", "accuracy", "macro_f1");
  }

  @Test
  void accuracyAndMacroF1OverPartsAreThoseOfTheWhole() {
    ClassTallies first = ClassTallies.of(4, List.of(0, 0, 1), List.of(0, 1, 1));
    ClassTallies second = ClassTallies.of(4, List.of(2, 0), List.of(1, 0));
    Evaluation whole =
        Evaluation.join(
            List.of(
                new Evaluation(List.of(), first.sums()), new Evaluation(List.of(), second.sums())));
    ClassTallies all = ClassTallies.of(whole.tallies());
    assertThat(all.accuracy()).isEqualTo(3.0 / 5);
    // class 0: 2*2/(3+2), class 1: 2*1/(1+3), class 2: 0, class 3 was never seen
    assertThat(all.macroF1()).isCloseTo((0.8 + 0.5 + 0) / 3, within(1e-12));
  }

  @Test
  void sameSeedDrawsTheSameChangesAndAnotherSeedOthers() {
    byte[] planes = new byte[36];
    for (int i = 0; i < planes.length; i++) {
      planes[i] = (byte) i;
    }
    Augmentation augmentation = new Augmentation(new AugmentOptions(0.5, 2, 255));
    byte[] once = augmentation.apply(planes, 6, new SplittableRandom(3));
    assertThat(augmentation.apply(planes, 6, new SplittableRandom(3))).isEqualTo(once);
    boolean differs = false;
    for (int seed = 4; seed < 10; seed++) {
      differs |= !Arrays.equals(augmentation.apply(planes, 6, new SplittableRandom(seed)), once);
    }
    assertThat(differs).isTrue();
  }

  @Test
  void certainFlipTurnsEveryRowOfEveryChannelAround() {
    byte[] planes = {1, 2, 3, 4, 5, 6, 7, 8};
    assertThat(
            new Augmentation(new AugmentOptions(1, 0, 0)).apply(planes, 2, new SplittableRandom(1)))
        .containsExactly(2, 1, 4, 3, 6, 5, 8, 7);
  }

  @Test
  void cropsHoldTheImageMovedAndTheFillElsewhere() {
    byte[] planes = {1, 2, 3, 4};
    Augmentation augmentation = new Augmentation(new AugmentOptions(0, 1, 255));
    SplittableRandom random = new SplittableRandom(1);
    boolean moved = false;
    for (int i = 0; i < 50; i++) {
      byte[] crop = augmentation.apply(planes, 2, random);
      boolean upLeft = crop[0] == 4 && crop[1] == WHITE && crop[2] == WHITE && crop[3] == WHITE;
      moved |= upLeft;
      assertThat(crop).hasSize(4).containsAnyOf(1, 2, 3, 4);
    }
    assertThat(moved).isTrue();
  }

  @Test
  void balancedWeightsMakeClassesCountAlike() {
    ClassWeightOptions balanced =
        new ClassWeightOptions(ClassWeightOptions.Kind.BALANCED, List.of());
    assertThat(balanced.of(List.of(10L, 30L, 20L))).containsExactly(2.0, 60.0 / 3 / 30, 1.0);
  }

  @Test
  void whatDoesNotFitTheNetworkIsNamedByItsKey() {
    ImageClassificationOptions wrong =
        new ImageClassificationOptions(
            ImageClassificationOptions.Kind.IMAGE_CLASSIFICATION,
            0,
            new ClassWeightOptions(ClassWeightOptions.Kind.LISTED, List.of(1.0, 2.0)),
            new AugmentOptions(0, 2, 0),
            new NormaliseOptions(List.of(0.1, 0.2, 0.3), List.of(1.0, 1.0, 1.0)));
    assertThat(wrong.problems(MODEL))
        .anyMatch(line -> line.startsWith("task.normalise.mean "))
        .anyMatch(line -> line.startsWith("task.class_weights.weights "))
        .anyMatch(line -> line.startsWith("task.augment.crop_padding "));
    assertThatThrownBy(() -> new AugmentOptions(2, 0, 0))
        .hasMessageStartingWith("horizontal_flip must be from 0 to 1, got 2.0");
  }
}
