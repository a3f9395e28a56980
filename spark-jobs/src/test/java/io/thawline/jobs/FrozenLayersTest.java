package io.thawline.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import io.thawline.network.AttentionOptions;
import io.thawline.network.UNetOptions;
import io.thawline.schedule.ParameterGroup;
import io.thawline.task.FontTask;
import io.thawline.tensor.TensorSpec;
import io.thawline.train.FrozenStages;
import io.thawline.train.PrefixOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** What is kept of frozen layers, and what is said of it. */
class FrozenLayersTest {
  private static final FontTask TASK =
      new FontTask(
          new UNetOptions(
              UNetOptions.Kind.ZI2ZI_UNET,
              16,
              1,
              4,
              2,
              3,
              AttentionOptions.of(AttentionOptions.Placement.APPEND, 4)));
  private static final Map<String, List<ParameterGroup>> UP =
      Map.of(FontTask.GENERATOR, List.of(new ParameterGroup(1e-2, up())));
  private static final FrozenStages FROZEN = FrozenStages.of(TASK, UP);
  private static final long SAMPLE = FROZEN.bytes(FROZEN.inTraining());
  private static final int MB = 1_000_000;

  private final List<String> told = new ArrayList<>();

  private static List<String> up() {
    return Objects.requireNonNull(TASK.networks().get(FontTask.GENERATOR))
        .layout()
        .parameters()
        .stream()
        .map(TensorSpec::name)
        .filter(name -> name.matches(".*\\.up\\..*"))
        .toList();
  }

  private FrozenLayers.Kept kept(int diskMb, int reshuffleEvery, long samples) {
    return new FrozenLayers(
            new PrefixOptions(PrefixOptions.Kind.AUTO, 128, diskMb),
            new Batches(4, reshuffleEvery, 1, 4),
            told::add,
            TASK,
            samples,
            0)
        .with(UP);
  }

  @Test
  void whatWouldTakeMoreThanItMayIsNotKeptAndThatIsSaid() {
    long samples = 3 * MB / SAMPLE;
    assertThat(kept(3, 0, samples).training().isEmpty()).isFalse();
    assertThat(told).singleElement().asString().contains("computed once", "3.0 MB in all");
    told.clear();
    assertThat(kept(3, 0, samples + 1)).isEqualTo(FrozenLayers.Kept.NOTHING);
    assertThat(told)
        .singleElement()
        .asString()
        .contains("computed anew each time", "would be 3 MB, above prefix_cache.disk_mb");
  }

  @Test
  void samplesThatMoveEachEpochAreKeptForValidationAlone() {
    FrozenLayers.Kept kept = kept(3, 1, 1);
    assertThat(kept.training().isEmpty()).isTrue();
    assertThat(kept.evaluation().isEmpty()).isFalse();
    assertThat(told).singleElement().asString().contains("data.reshuffle_every: 1");
    assertThat(kept(3, 2, 1).training().isEmpty()).isFalse();
  }
}
