package io.thawline.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.thawline.glyph.GlyphPair;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class BatchOrderTest {
  private static List<String> order(long seed, int round, List<GlyphPair> pairs) {
    return new BatchOrder(seed, round)
        .batches(pairs, 4).stream().flatMap(List::stream).map(GlyphPair::id).toList();
  }

  @Property(tries = 100)
  void batchesHoldEverySampleOnceAndNoLoneOne(
      @ForAll @IntRange(min = 0, max = 40) int count,
      @ForAll @IntRange(min = 2, max = 9) int size) {
    List<GlyphPair> pairs = TrainFixture.pairs(count);
    List<List<GlyphPair>> batches = new BatchOrder(3, 1).batches(pairs, size);
    assertThat(batches.stream().flatMap(List::stream)).containsExactlyInAnyOrderElementsOf(pairs);
    assertThat(batches).allMatch(batch -> batch.size() <= size + 1);
    if (count > 1) {
      assertThat(batches).allMatch(batch -> batch.size() > 1);
    }
  }

  @Test
  void orderFollowsFromSeedAndRound() {
    List<GlyphPair> pairs = TrainFixture.pairs(20);
    assertThat(order(1, 0, pairs))
        .isEqualTo(order(1, 0, pairs))
        .isNotEqualTo(order(1, 1, pairs))
        .isNotEqualTo(order(2, 0, pairs));
  }

  @Test
  void samplesKeepTheirRelativeOrderWhenOthersLeave() {
    List<GlyphPair> pairs = TrainFixture.pairs(20);
    List<String> some = pairs.subList(5, 12).stream().map(GlyphPair::id).toList();
    assertThat(order(1, 0, pairs).stream().filter(some::contains))
        .containsExactlyElementsOf(order(1, 0, pairs.subList(5, 12)));
  }

  @Test
  void twoSamplesOfOneIdAreRefused() {
    GlyphPair pair = TrainFixture.pairs(1).get(0);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> order(1, 0, List.of(pair, pair)))
        .withMessage("two samples have the id id-000");
  }
}
