package io.thawline.sample;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class BatchOrderTest {
  private record Numbered(String id) implements Sample {}

  private static List<Numbered> samples(int count) {
    return IntStream.range(0, count).mapToObj(i -> new Numbered("id-%03d".formatted(i))).toList();
  }

  private static List<String> order(long seed, int round, List<Numbered> samples) {
    return new BatchOrder(seed, round)
        .batches(samples, 4).stream().flatMap(List::stream).map(Numbered::id).toList();
  }

  @Property(tries = 100)
  void batchesHoldEverySampleOnceAndNoLoneOne(
      @ForAll @IntRange(min = 0, max = 40) int count,
      @ForAll @IntRange(min = 2, max = 9) int size) {
    List<Numbered> samples = samples(count);
    List<List<Numbered>> batches = new BatchOrder(3, 1).batches(samples, size);
    assertThat(batches.stream().flatMap(List::stream)).containsExactlyInAnyOrderElementsOf(samples);
    assertThat(batches).allMatch(batch -> batch.size() <= size + 1);
    if (count > 1) {
      assertThat(batches).allMatch(batch -> batch.size() > 1);
    }
  }

  @Test
  void orderFollowsFromSeedAndRound() {
    List<Numbered> samples = samples(20);
    assertThat(order(1, 0, samples))
        .isEqualTo(order(1, 0, samples))
        .isNotEqualTo(order(1, 1, samples))
        .isNotEqualTo(order(2, 0, samples));
  }

  @Test
  void samplesKeepTheirRelativeOrderWhenOthersLeave() {
    List<Numbered> samples = samples(20);
    List<String> some = samples.subList(5, 12).stream().map(Numbered::id).toList();
    assertThat(order(1, 0, samples).stream().filter(some::contains))
        .containsExactlyElementsOf(order(1, 0, samples.subList(5, 12)));
  }

  @Test
  void whatAStepDrawsFollowsFromItsFirstSampleTheSeedAndTheEpoch() {
    long seed = new BatchOrder(1, 0).stepSeed(samples(2));
    assertThat(seed).isEqualTo(new BatchOrder(1, 0).stepSeed(samples(3)));
    assertThat(seed).isNotEqualTo(new BatchOrder(2, 0).stepSeed(samples(2)));
    assertThat(seed).isNotEqualTo(new BatchOrder(1, 1).stepSeed(samples(2)));
    assertThat(seed).isNotEqualTo(new BatchOrder(1, 0).stepSeed(samples(2).subList(1, 2)));
  }

  @Test
  void twoSamplesOfOneIdAreRefused() {
    Numbered twice = samples(1).get(0);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> order(1, 0, List.of(twice, twice)))
        .withMessage("two samples have the id id-000");
  }
}
