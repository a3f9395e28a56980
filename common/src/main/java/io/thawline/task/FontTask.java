package io.thawline.task;

import ai.djl.ndarray.NDArray;
import io.thawline.glyph.GlyphPair;
import io.thawline.network.Network;
import io.thawline.network.UNetOptions;
import io.thawline.network.Zi2ziUNet;
import io.thawline.nn.StepScope;
import io.thawline.schedule.Direction;
import io.thawline.task.Evaluation.Score;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Drawing the glyphs of one font after those of another by mean absolute error. Scores are on a
 * scale of 0 to 1, means over the images: the absolute difference, which is the loss, {@value
 * #RMSE} and {@value #SSIM}. The networks see a scale of -1 to 1. Of images with three channels the
 * grey is repeated on the way in, and the mean is taken on the way out.
 *
 * @param model the network that draws
 */
public record FontTask(UNetOptions model) implements Task<GlyphPair> {
  /** The network that draws, in round states and in the groups. */
  public static final String GENERATOR = "generator";

  /** The metric of the root of the mean squared difference, of each image, then their mean. */
  public static final String RMSE = "rmse";

  /** The metric of structural similarity (Wang et al. 2004); higher is better. */
  public static final String SSIM = "ssim";

  /**
   * The task for a network of these options.
   *
   * @throws IllegalArgumentException when the network takes images of neither one nor three
   *     channels
   */
  public FontTask {
    if (model.channels() != 1 && model.channels() != 3) {
      throw new IllegalArgumentException(
          "channels must be 1 or 3, for a grey that is repeated, got " + model.channels());
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
  public BatchInputs<GlyphPair> inputs() {
    return (scope, batch) ->
        Map.of(
            Zi2ziUNet.IMAGE, images().sources(scope, batch),
            Zi2ziUNet.STYLE, GlyphImages.styles(scope, batch));
  }

  @Override
  public Optional<String> variation() {
    return Optional.empty();
  }

  @Override
  public Evaluation evaluate(LoadedNetworks networks, StepScope scope, List<GlyphPair> batch) {
    List<float[]> drawings = images().drawings(generated(networks, scope, batch));
    List<Score> scores = new ArrayList<>();
    GlyphScores sum = GlyphScores.NONE;
    for (int i = 0; i < batch.size(); i++) {
      GlyphScores own = images().scores(drawings.get(i), batch.get(i));
      scores.add(new Score(batch.get(i).id(), own.l1()));
      sum = sum.plus(own);
    }
    return new Evaluation(scores, List.of(sum.rmse(), sum.ssim()));
  }

  @Override
  public SortedMap<String, Double> metrics(Evaluation evaluation) {
    int count = evaluation.scores().size();
    return new TreeMap<>(
        Map.of(
            VAL_LOSS, evaluation.meanLoss(),
            RMSE, evaluation.tallies().get(0) / count,
            SSIM, evaluation.tallies().get(1) / count));
  }

  @Override
  public Map<String, Direction> judged() {
    return Map.of(VAL_LOSS, Direction.LOWER, RMSE, Direction.LOWER, SSIM, Direction.HIGHER);
  }

  /** What the generator draws for a batch, in its order: 8-bit grey, row-major, white 255. */
  public List<byte[]> draw(LoadedNetworks networks, StepScope scope, List<GlyphPair> batch) {
    return images().drawings(generated(networks, scope, batch)).stream()
        .map(GlyphImages::grey)
        .toList();
  }

  /** Glyphs as the network takes them. */
  GlyphImages images() {
    return new GlyphImages(model.imageSize(), model.channels());
  }

  private NDArray generated(LoadedNetworks networks, StepScope scope, List<GlyphPair> batch) {
    return Objects.requireNonNull(
        networks.forward(GENERATOR, scope, batch, inputs()).get(Zi2ziUNet.IMAGE), Zi2ziUNet.IMAGE);
  }
}
