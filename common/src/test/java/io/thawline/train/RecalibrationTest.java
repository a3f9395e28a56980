package io.thawline.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.thawline.image.LabelledImage;
import io.thawline.network.ActivationLayer;
import io.thawline.network.ComposedOptions;
import io.thawline.network.ConvLayer;
import io.thawline.network.ImageOptions;
import io.thawline.network.LinearLayer;
import io.thawline.network.NormLayer;
import io.thawline.network.PoolLayer;
import io.thawline.nn.Device;
import io.thawline.sample.BatchOrder;
import io.thawline.state.NetworkState;
import io.thawline.state.Position;
import io.thawline.state.RoundState;
import io.thawline.task.AugmentOptions;
import io.thawline.task.ClassWeightOptions;
import io.thawline.task.ImageClassificationOptions;
import io.thawline.task.ImageClassificationTask;
import io.thawline.task.NormaliseOptions;
import io.thawline.tensor.HostTensor;
import io.thawline.tensor.Init;
import io.thawline.tensor.Layout;
import io.thawline.tensor.StateDict;
import io.thawline.tensor.TensorSpec;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * Two convolutions with a norm each, against PyTorch 2.13 with the same weights and images. The
 * means are those of {@code update_bn} over three batches of three, the variances those of all
 * inputs of each norm, collected by a hook and put together in fp64; over one batch of nine {@code
 * update_bn} gives both.
 */
class RecalibrationTest {
  private static final Device DEVICE = Device.cpu(1);
  private static final long SEED = 7;
  private static final int SIDE = 4;
  private static final String FIRST = "head.1";
  private static final String SECOND = "head.4";
  private static final String CLASSIFIER = ImageClassificationTask.CLASSIFIER;

  private static final ComposedOptions MODEL =
      new ComposedOptions(
          ComposedOptions.Kind.COMPOSED,
          new ImageOptions(ImageOptions.Kind.IMAGE, 1, SIDE),
          "",
          "head",
          List.of(
              new ConvLayer(ConvLayer.Kind.CONV, 2, 3, 1),
              new NormLayer(NormLayer.Kind.NORM),
              new ActivationLayer(ActivationLayer.Kind.ACTIVATION, ActivationLayer.Function.RELU),
              new ConvLayer(ConvLayer.Kind.CONV, 2, 3, 1),
              new NormLayer(NormLayer.Kind.NORM),
              new PoolLayer(PoolLayer.Kind.POOL, PoolLayer.Function.GLOBAL_AVERAGE, 2),
              new LinearLayer(LinearLayer.Kind.LINEAR, 2)));
  private static final Layout LAYOUT = MODEL.network().layout();
  private static final ImageClassificationTask TASK =
      new ImageClassificationTask(
          MODEL,
          new ImageClassificationOptions(
              ImageClassificationOptions.Kind.IMAGE_CLASSIFICATION,
              0,
              ClassWeightOptions.EQUAL,
              new AugmentOptions(0, 0, 0),
              new NormaliseOptions(List.of(0.5), List.of(0.25))),
          List.of(1.0, 1.0));

  /** Parameter k begins with sin(k), sin(k + 1), ... */
  private static RoundState state() {
    Map<String, HostTensor> tensors = new LinkedHashMap<>();
    LAYOUT.tensors().forEach(spec -> tensors.put(spec.name(), Init.draw(spec, 1)));
    List<TensorSpec> parameters = LAYOUT.parameters();
    for (int k = 0; k < parameters.size(); k++) {
      TensorSpec spec = parameters.get(k);
      float[] values = new float[Math.toIntExact(spec.shape().elements())];
      for (int i = 0; i < values.length; i++) {
        values[i] = (float) Math.sin(k + i);
      }
      tensors.put(spec.name(), HostTensor.ofFloats(spec.shape(), values));
    }
    NetworkState network = NetworkState.untrained(StateDict.of(tensors));
    return new RoundState(Map.of(CLASSIFIER, network), Position.START, SEED);
  }

  private static LabelledImage image(String id, int number) {
    byte[] pixels = new byte[SIDE * SIDE];
    for (int p = 0; p < pixels.length; p++) {
      pixels[p] = (byte) (number * 53 + p * p * (number + 7));
    }
    return new LabelledImage(id, 0, pixels);
  }

  /** Images whose numbers follow the order in which a shard's batches take them. */
  private static List<LabelledImage> shard(String name, int first, int count, int batchSize) {
    List<LabelledImage> blank =
        IntStream.range(0, count).mapToObj(i -> image(name + i, 0)).toList();
    List<LabelledImage> images = new ArrayList<>();
    new BatchOrder(SEED, 0)
        .batches(blank, batchSize).stream()
            .flatMap(List::stream)
            .forEach(each -> images.add(image(each.id(), first + images.size())));
    Collections.reverse(images);
    return images;
  }

  private static NormStatistics statistics(int batchSize, List<LabelledImage> samples) {
    return new Recalibration<>(TASK, batchSize).ofShard(DEVICE, state(), samples, () -> false);
  }

  private static void isClose(Map<String, HostTensor> tensors, String name, float... expected) {
    assertThat(Objects.requireNonNull(tensors.get(name), name).toFloats())
        .containsExactly(expected, within(2e-6f));
  }

  @Test
  void shardsOfSeveralSizesWeighAsTheirSamplesDo() {
    NormStatistics both = new NormStatistics();
    both.add(statistics(3, shard("a", 0, 6, 3)));
    both.add(statistics(3, List.of()));
    both.add(statistics(3, shard("b", 6, 3, 3)));
    Map<String, HostTensor> tensors = both.tensors();
    assertThat(tensors).hasSize(4);
    isClose(tensors, FIRST + ".running_mean", 0.8895774f, 0.8825046f);
    isClose(tensors, FIRST + ".running_var", 4.577096f, 3.3830693f);
    isClose(tensors, SECOND + ".running_mean", -1.3113456f, -0.5471875f);
    isClose(tensors, SECOND + ".running_var", 3.6512809f, 2.6935909f);
  }

  @Test
  void oneBatchOfAllIsWhatUpdateBnGives() {
    Map<String, HostTensor> tensors = statistics(9, shard("a", 0, 9, 9)).tensors();
    isClose(tensors, FIRST + ".running_mean", 0.8895774f, 0.8825046f);
    isClose(tensors, FIRST + ".running_var", 4.577096f, 3.3830695f);
    isClose(tensors, SECOND + ".running_mean", -1.2962581f, -0.5352863f);
    isClose(tensors, SECOND + ".running_var", 3.7040124f, 2.7241912f);
  }

  @Test
  void onlyMeansAndVariancesChange() {
    RoundState before = state();
    RoundState after =
        new Recalibration<>(TASK, 9).applied(before, statistics(9, shard("a", 0, 9, 9)));
    StateDict old = before.network(CLASSIFIER).tensors();
    StateDict now = after.network(CLASSIFIER).tensors();
    assertThat(now.names()).containsExactlyElementsOf(old.names());
    assertThat(old.names())
        .filteredOn(name -> !now.require(name).equals(old.require(name)))
        .containsExactly(
            "head.1.running_mean",
            "head.1.running_var",
            "head.4.running_mean",
            "head.4.running_var");
  }

  @Test
  void orderInWhichSamplesArriveChangesNoBit() {
    List<LabelledImage> samples = shard("a", 0, 9, 4);
    List<LabelledImage> sorted =
        samples.stream().sorted(Comparator.comparing(LabelledImage::id)).toList();
    assertThat(sorted).isNotEqualTo(samples);
    assertThat(statistics(4, samples).tensors()).isEqualTo(statistics(4, sorted).tensors());
  }
}
