package io.thawline.averaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.thawline.averaging.BatchNormMean.Statistics;
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
    Statistics one = new Statistics(new float[] {mean}, new float[] {variance});
    Statistics combined = BatchNormMean.combine(new Statistics[] {one}, new long[] {samples});
    assertThat(combined.mean()).containsExactly(mean);
    assertThat(combined.variance()).containsExactly(variance);
  }

  @Test
  void combinedStatisticsAreThoseOfAllSamplesTogether() {
    Statistics three = new Statistics(new float[] {2}, new float[] {2f / 3});
    Statistics one = new Statistics(new float[] {10}, new float[] {0});
    Statistics combined = BatchNormMean.combine(new Statistics[] {three, one}, new long[] {3, 1});
    assertThat(combined.mean()[0]).isEqualTo(4f);
    assertThat(combined.variance()[0]).isCloseTo(12.5f, within(1e-6f));
  }

  @Test
  void shardWithoutSamplesIsLeftOut() {
    Statistics seen = new Statistics(new float[] {2}, new float[] {3});
    Statistics unseen = new Statistics(new float[] {100}, new float[] {100});
    Statistics combined =
        BatchNormMean.combine(new Statistics[] {seen, unseen}, new long[] {5, 0});
    assertThat(combined.mean()).containsExactly(2f);
    assertThat(combined.variance()).containsExactly(3f);
  }
}
