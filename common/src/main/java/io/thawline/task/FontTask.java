package io.thawline.task;

import ai.djl.ndarray.NDArray;
import io.thawline.glyph.GlyphPair;
import io.thawline.network.Network;
import io.thawline.network.UNetOptions;
import io.thawline.network.Zi2ziUNet;
import io.thawline.nn.StepScope;
import io.thawline.task.Evaluation.Score;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Drawing the glyphs of one font after those of another by mean absolute error. Scores are mean
 * absolute differences on a scale of 0 to 1; the networks see one of -1 to 1.
 *
 * @param model the network that draws
 */
public record FontTask(UNetOptions model) implements Task<GlyphPair> {
  /** The network that draws, in round states and in the groups. */
  public static final String GENERATOR = "generator";

  /**
   * The task for a network of these options.
   *
   * @throws IllegalArgumentException when the network takes images of more than one channel
   */
  public FontTask {
    if (model.channels() != 1) {
      throw new IllegalArgumentException(
          "channels must be 1, since glyphs are grey, got " + model.channels());
    }
  }

  @Override
  public Map<String, Network> networks() {
    return Map.of(GENERATOR, model.network());
  }

  @Override
  public String mainNetwork() {
    return GENERATOR;
  }

  @Override
  public List<Objective<GlyphPair>> objectives() {
    return List.of(new Objective<>(GENERATOR, this::loss));
  }

  /** The mean absolute difference over all pixels, on -1..1. */
  private Loss loss(LoadedNetworks networks, StepScope scope, List<GlyphPair> batch) {
    NDArray target = images().targets(scope, batch);
    NDArray loss = generated(networks, scope, batch).sub(target).abs().mean();
    return new Loss(loss, Map.of(TRAIN_LOSS, loss.div(2)));
  }

  @Override
  public Evaluation evaluate(LoadedNetworks networks, StepScope scope, List<GlyphPair> batch) {
    List<float[]> drawings = images().drawings(generated(networks, scope, batch));
    List<Score> scores = new ArrayList<>();
    for (int i = 0; i < batch.size(); i++) {
      GlyphPair pair = batch.get(i);
      scores.add(new Score(pair.id(), GlyphImages.difference(drawings.get(i), pair)));
    }
    return new Evaluation(scores);
  }

  @Override
  public SortedMap<String, Double> metrics(Evaluation evaluation) {
    return new TreeMap<>(Map.of(VAL_LOSS, evaluation.meanLoss()));
  }

  /** What the generator draws for a batch, in its order: 8-bit grey, row-major, white 255. */
  public List<byte[]> draw(LoadedNetworks networks, StepScope scope, List<GlyphPair> batch) {
    return images().drawings(generated(networks, scope, batch)).stream()
        .map(GlyphImages::grey)
        .toList();
  }

  private GlyphImages images() {
    return new GlyphImages(model.imageSize());
  }

  private NDArray generated(LoadedNetworks networks, StepScope scope, List<GlyphPair> batch) {
    Map<String, NDArray> inputs =
        Map.of(
            Zi2ziUNet.IMAGE, images().sources(scope, batch),
            Zi2ziUNet.STYLE, GlyphImages.styles(scope, batch));
    return Objects.requireNonNull(
        networks.forward(GENERATOR, inputs).get(Zi2ziUNet.IMAGE), Zi2ziUNet.IMAGE);
  }
}
