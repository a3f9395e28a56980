package io.thawline.averaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.thawline.averaging.BatchNormMean.Shard;
import io.thawline.averaging.BatchNormMean.Statistics;
import io.thawline.tensor.HostTensor;
import io.thawline.tensor.Shape;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.FloatRange;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class BatchNormMeanTest {
  @Property
  void statisticsOfOneShardAreIdentity(
      @ForAll @FloatRange(min = -1000, max = 1000) float mean,
      @ForAll @FloatRange(min = 0, max = 1000) float variance,
      @ForAll @IntRange(min = 1, max = 1 << 20) int samples) {
    Shard one = shard(mean, variance, samples);
    assertThat(BatchNormMean.combine(List.of(one))).isEqualTo(one.statistics());
  }

  @Test
  void combinedStatisticsAreThoseOfAllSamplesTogether() {
    Statistics combined = BatchNormMean.combine(List.of(shard(2, 2f / 3, 3), shard(10, 0, 1)));
    assertThat(combined.mean().toFloats()).containsExactly(4f);
    assertThat(combined.variance().toFloats()[0]).isCloseTo(12.5f, within(1e-6f));
  }

  @Test
  void shardWithoutSamplesIsLeftOut() {
    Shard seen = shard(2, 3, 5);
    assertThat(BatchNormMean.combine(List.of(seen, shard(100, 100, 0))))
        .isEqualTo(seen.statistics());
  }

  private static Shard shard(float mean, float variance, long samples) {
    return new Shard(new Statistics(channel(mean), channel(variance)), samples);
  }

  private static HostTensor channel(float value) {
    return HostTensor.ofFloats(Shape.of(1), value);
  }
}
