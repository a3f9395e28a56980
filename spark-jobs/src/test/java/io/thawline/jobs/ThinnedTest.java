package io.thawline.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class ThinnedTest {
  private static Thinned<Integer> of(int count, int most) {
    Thinned<Integer> thinned = new Thinned<>(most);
    for (int i = 0; i < count; i++) {
      thinned.add(i);
    }
    return thinned;
  }

  @Test
  void fewAreAllKept() {
    assertThat(of(4, 4).kept()).containsExactly(0, 1, 2, 3);
  }

  @Test
  void manyAreKeptAtEqualDistances() {
    assertThat(of(5, 4).kept()).containsExactly(0, 2, 4);
    assertThat(of(100, 4).kept()).containsExactly(0, 32, 64, 96);
    assertThat(of(100, 5).kept()).isEqualTo(List.of(0, 32, 64, 96));
    assertThat(of(100, 1).kept()).containsExactly(0);
    assertThat(of(100, 4).seen()).isEqualTo(100);
  }
}
