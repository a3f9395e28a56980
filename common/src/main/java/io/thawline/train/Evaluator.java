package io.thawline.train;

import io.thawline.glyph.GlyphPair;
import io.thawline.network.Network;
import io.thawline.nn.Device;
import io.thawline.nn.Mode;
import io.thawline.nn.StepScope;
import io.thawline.nn.Weights;
import io.thawline.state.NetworkState;
import io.thawline.task.FontTask;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;

/**
 * Scores and draws with a network whose weights stand still. A sample's bits depend on the size of
 * the batch it is in, so the same shards and the same batch size give the same numbers.
 */
public final class Evaluator implements AutoCloseable {
  private final Device device;
  private final Network network;
  private final FontTask task;
  private final int batchSize;
  private final Weights weights;

  /**
   * An evaluator of one state of a network, on the calling thread.
   *
   * @param batchSize samples at once
   */
  public Evaluator(
      Device device, Network network, FontTask task, NetworkState state, int batchSize) {
    this.device = device;
    this.network = network;
    this.task = task;
    this.batchSize = batchSize;
    this.weights = Weights.load(device, network.layout(), state, List.of());
  }

  /** The scores of samples, in their order. */
  public Evaluation score(List<GlyphPair> samples) {
    List<Evaluation.Score> scores = new ArrayList<>(samples.size());
    forEachDrawing(
        samples,
        (sample, drawing) ->
            scores.add(new Evaluation.Score(sample.id(), task.score(drawing, sample))));
    return new Evaluation(scores);
  }

  /** What the network draws for samples, in their order: 8-bit grey, side x side, white 255. */
  public List<byte[]> draw(List<GlyphPair> samples) {
    List<byte[]> images = new ArrayList<>(samples.size());
    forEachDrawing(samples, (sample, drawing) -> images.add(FontTask.grey(drawing)));
    return images;
  }

  private void forEachDrawing(List<GlyphPair> samples, BiConsumer<GlyphPair, float[]> consumer) {
    for (int start = 0; start < samples.size(); start += batchSize) {
      List<GlyphPair> batch = samples.subList(start, Math.min(start + batchSize, samples.size()));
      List<float[]> drawings = drawings(batch);
      for (int i = 0; i < batch.size(); i++) {
        consumer.accept(batch.get(i), drawings.get(i));
      }
    }
  }

  private List<float[]> drawings(List<GlyphPair> batch) {
    try (StepScope scope = device.newEvaluation()) {
      return task.drawings(network.forward(weights, task.inputs(scope, batch), Mode.EVALUATION));
    }
  }

  @Override
  public void close() {
    weights.close();
  }
}
