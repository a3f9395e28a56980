package io.thawline.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import io.thawline.glyph.GlyphPair;
import io.thawline.nn.Device;
import io.thawline.state.NetworkState;
import io.thawline.state.Position;
import io.thawline.state.RoundState;
import io.thawline.task.FontOptions;
import io.thawline.task.FontTask;
import io.thawline.tensor.StateDict;
import io.thawline.train.NormStatistics;
import io.thawline.train.Recalibration;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A run that hands over weights with statistics of their own. */
class RecalibratedRunTest {
  private static final String NAME = "recalibrated";
  private static final List<String> SETTINGS =
      List.of(
          "averaging.publish_mean_of=2",
          "schedule={0: {params: ['.*'], max_transition_epoch: 2}}",
          "checkpoint.recalibrate_batch_norm=true");

  @TempDir static Path temp;
  private static TinyRuns runs;

  @BeforeAll
  static void startSpark() {
    runs = new TinyRuns(temp);
  }

  @AfterAll
  static void stopSpark() {
    runs.close();
  }

  @Test
  void publishedStatisticsAreThoseOfTheTrainingShardsWithThePublishedWeights() throws IOException {
    TinyRuns.Silent told = new TinyRuns.Silent();
    runs.run(NAME, told, SETTINGS);
    StateDict published = runs.tensors(NAME);
    RunContext context =
        RunContext.open(
            runs.session(), runs.configuration(NAME, SETTINGS), new TinyRuns.Silent(), s -> {});
    try {
      StateDict round = tensors(RunHistory.open(context).bestState());
      assertThat(published.asMap()).isEqualTo(again(context).asMap());
      assertThat(published.names())
          .filteredOn(name -> name.endsWith("running_mean") || name.endsWith("running_var"))
          .isNotEmpty()
          .noneMatch(name -> published.require(name).equals(round.require(name)));
    } finally {
      context.store().close();
    }
    assertThat(told.notes)
        .filteredOn(note -> note.contains(", BatchNorm recalibrated: val_loss 0."))
        .extracting(note -> note.replaceFirst("\\d?,.*", ""))
        .containsExactly("round ", "mean of rounds 1 to ", "running mean of rounds 1 to ");
    assertThat(new String(runs.model(NAME), StandardCharsets.ISO_8859_1))
        .containsPattern("\"weights\":\"[^\"]+, BatchNorm recalibrated\"");
  }

  private static StateDict tensors(RoundState state) {
    return state.network(FontTask.GENERATOR).tensors();
  }

  /** What the published weights give on this thread, over the shards in turn. */
  private static StateDict again(RunContext context) throws IOException {
    RunConfig config = context.config();
    FontTask task = new FontOptions(FontOptions.Kind.FONT).drawing(config.model());
    FontRun run =
        new FontRun(context, task, task, new FontPairs(context, (FontData) config.data(), task));
    PlacedSamples<GlyphPair> placed =
        new PlacedSamples<>(
            run.prepare().training(), config.run().seed(), config.averaging().workers());
    RoundState state =
        new RoundState(
            Map.of(FontTask.GENERATOR, NetworkState.untrained(runs.tensors(NAME))),
            Position.START,
            config.run().seed());
    Recalibration<GlyphPair> pass = new Recalibration<>(task, config.data().batches().size());
    NormStatistics statistics = new NormStatistics();
    for (List<GlyphPair> shard : placed.shuffled(0).glom().collect()) {
      statistics.add(pass.ofShard(Device.cpu(1), state, shard, () -> false));
    }
    return tensors(pass.applied(state, statistics));
  }
}
