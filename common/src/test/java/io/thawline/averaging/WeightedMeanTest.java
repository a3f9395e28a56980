package io.thawline.averaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.thawline.errors.RunFailedException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.FloatRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class WeightedMeanTest {
  @Property
  void meanOfOneShardIsIdentity(
      @ForAll @Size(5) float[] values, @ForAll @IntRange(min = 1, max = 1 << 28) int samples) {
    for (int i = 0; i < values.length; i++) {
      values[i] = Float.isFinite(values[i]) ? values[i] : 0;
    }
    assertThat(mean(new float[][] {values}, samples)).isEqualTo(values);
  }

  @Property
  void meanOfEqualShardsIsIdentity(
      @ForAll @Size(3) @FloatRange(min = -1e6f, max = 1e6f) float[] values,
      @ForAll @IntRange(min = 1, max = 1000) int first,
      @ForAll @IntRange(min = 1, max = 1000) int second) {
    assertThat(mean(new float[][] {values, values}, first, second)).isEqualTo(values);
  }

  @Test
  void shardsCountBySamples() {
    assertThat(mean(new float[][] {{1f}, {4f}}, 2, 1)).containsExactly(2f);
  }

  @Test
  void shardWithoutSamplesIsLeftOut() {
    assertThat(mean(new float[][] {{1f}, {Float.NaN}}, 2, 0)).containsExactly(1f);
  }

  @Test
  void allShardsWithoutSamplesIsAnError() {
    assertThatThrownBy(() -> mean(new float[][] {{1f}}, 0)).isInstanceOf(RunFailedException.class);
  }

  @Test
  void valueThatIsNotFiniteIsNeverAveraged() {
    assertThatThrownBy(() -> mean(new float[][] {{1f}, {Float.POSITIVE_INFINITY}}, 1, 1))
        .isInstanceOf(RunFailedException.class)
        .hasMessageContaining("not finite");
  }

  private static float[] mean(float[][] shards, int... samples) {
    WeightedMean mean = new WeightedMean(shards[0].length);
    for (int shard = 0; shard < shards.length; shard++) {
      mean.add(bytes(shards[shard]), samples[shard]);
    }
    float[] values = new float[shards[0].length];
    ByteBuffer.wrap(mean.mean()).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(values);
    return values;
  }

  private static ByteBuffer bytes(float[] values) {
    ByteBuffer buffer =
        ByteBuffer.allocate(values.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    buffer.asFloatBuffer().put(values);
    return buffer;
  }
}
