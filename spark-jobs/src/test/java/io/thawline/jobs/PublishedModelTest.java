package io.thawline.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import ai.djl.repository.zoo.Criteria;
import io.thawline.checkpoint.Checkpoints;
import io.thawline.config.Configuration;
import io.thawline.glyph.GlyphPair;
import io.thawline.io.LocalSource;
import io.thawline.io.Source;
import io.thawline.nn.Device;
import io.thawline.state.NetworkState;
import io.thawline.state.Position;
import io.thawline.state.RoundState;
import io.thawline.task.FontOptions;
import io.thawline.task.FontTask;
import io.thawline.tensor.StateDict;
import io.thawline.train.Evaluator;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a run hands over, in the hands of a program that knows DJL alone. */
class PublishedModelTest {
  private static final float HALF_RANGE = 127.5f;

  @TempDir Path temp;

  /** By address, engine and types alone, which is all that DJL's ModelLoader for Spark gives. */
  @Test
  void directoryLoadsByItsAddressAndDrawsWhatTheWeightsDraw() throws Exception {
    RunConfig config = finished();
    Path published = temp.resolve("run/final");
    GlyphPair sample = sample(64);
    Criteria<NDList, NDList> criteria =
        Criteria.builder()
            .setTypes(NDList.class, NDList.class)
            .optEngine("PyTorch")
            .optModelUrls(published.toUri().toString())
            .build();
    try (var model = criteria.loadModel();
        var predictor = model.newPredictor();
        var manager = model.getNDManager().newSubManager()) {
      NDArray image = manager.create(levels(sample), new Shape(1, 1, 64, 64));
      NDArray style = manager.create(new long[] {sample.style()});
      float[] drawn = predictor.predict(new NDList(image, style)).get(0).toFloatArray();
      byte[] expected = drawnByTheWeights(config, published, sample);
      assertThat(expected).contains((byte) 255).hasSize(drawn.length);
      for (int pixel = 0; pixel < drawn.length; pixel++) {
        assertThat((drawn[pixel] + 1) * HALF_RANGE)
            .isCloseTo(expected[pixel] & 0xff, within(0.51f));
      }
    }
  }

  private RunConfig finished() throws IOException {
    Configuration<RunConfig> configuration =
        LocalRuns.configuration(
            "quickstart.yaml",
            temp.resolve("run"),
            "data.train.first=8",
            "data.validation.last=4",
            "data.batch_size=4",
            "schedule.0.max_transition_epoch=1",
            "schedule.1.max_transition_epoch=2");
    try (SparkSession session = LocalRuns.session()) {
      LocalRuns.fineTune(session, configuration);
    }
    return configuration.value();
  }

  private static GlyphPair sample(int side) {
    byte[] source = new byte[side * side];
    new Random(1).nextBytes(source);
    return new GlyphPair("a", "a", 1, source, source);
  }

  private static float[] levels(GlyphPair sample) {
    float[] levels = new float[sample.source().length];
    for (int pixel = 0; pixel < levels.length; pixel++) {
      levels[pixel] = (sample.source()[pixel] & 0xff) / HALF_RANGE - 1;
    }
    return levels;
  }

  private static byte[] drawnByTheWeights(RunConfig config, Path published, GlyphPair sample) {
    FontTask task = new FontOptions(FontOptions.Kind.FONT).drawing(config.model());
    try (Source file = LocalSource.open(published.resolve("model.safetensors"));
        Evaluator<GlyphPair> evaluator =
            new Evaluator<>(Device.cpu(1), task, state(Checkpoints.read(file).tensors()), 1)) {
      return evaluator.batches(List.of(sample), task::draw).get(0).get(0);
    }
  }

  private static RoundState state(StateDict tensors) {
    return new RoundState(
        Map.of(FontTask.GENERATOR, NetworkState.untrained(tensors)), Position.START, 1);
  }
}
