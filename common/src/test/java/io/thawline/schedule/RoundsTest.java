package io.thawline.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.thawline.errors.ConfigurationException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RoundsTest {
  @ParameterizedTest
  @CsvSource({
    "epoch,16,1",
    "1 per epoch,16,1",
    "3 per epoch,16,3",
    "4 steps,16,4",
    "5 steps,16,4",
    "1 step,16,16",
    "99 steps,16,1"
  })
  void roundsOfAnEpochTakeEachBatchOnceInTurn(String every, int steps, int expected) {
    Rounds rounds = new Rounds(Period.parse(every), steps, 2);
    assertThat(rounds.count()).isEqualTo(2 * expected);
    for (int batches : new int[] {steps, steps - 1, 1, 0}) {
      List<Integer> all = IntStream.range(0, batches).boxed().toList();
      List<Integer> second = new ArrayList<>();
      for (int number = expected + 1; number <= 2 * expected; number++) {
        assertThat(rounds.at(number).epoch()).isEqualTo(2);
        second.addAll(rounds.at(number).of(all));
      }
      assertThat(second).isEqualTo(all);
    }
  }

  @Test
  void moreRoundsThanStepsAreRefused() {
    assertThatExceptionOfType(ConfigurationException.class)
        .isThrownBy(() -> new Rounds(Period.parse("20 per epoch"), 16, 2))
        .withMessageStartingWith("averaging.every asks for 20 rounds an epoch, but the largest");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "epochs", "0 steps", "-1 steps", "steps", "0 per epoch", "1.5 steps"})
  void otherPeriodsAreRefused(String text) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Period.parse(text))
        .withMessageContaining("write for example 4 steps, or 2 per epoch");
  }
}
