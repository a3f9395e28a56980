package io.thawline.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.thawline.errors.ConfigurationException;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.SortedMap;
import org.junit.jupiter.api.Test;

/** What records make of their parts, where a part is absent or refused. */
class RecordsOfRecordsTest {
  record Rate(@Key(defaultValue = "") OptionalDouble lr, @Key(defaultValue = "1") int every) {
    Rate {
      if (every < 1) {
        throw new IllegalArgumentException("every must be at least 1, got " + every);
      }
    }
  }

  record Rates(Rate first, Rate second) {
    Rates {
      if (first.lr().isEmpty() && second.lr().isEmpty()) {
        throw new IllegalArgumentException("first.lr is absent\nsecond.lr is absent");
      }
    }
  }

  @Test
  void absentNumbersStayAbsent() {
    Configuration<Rates> read = rates("first: {lr: 1e-3}\n");
    assertThat(read.value().first().lr()).hasValue(1e-3);
    assertThat(read.value().second().lr()).isEmpty();
    assertThat(rates(read.toYaml()).value()).isEqualTo(read.value());
  }

  @Test
  void recordJudgesTheRestWhenAPartIsRefused() {
    ConfigurationException refused =
        catchThrowableOfType(
            ConfigurationException.class, () -> rates("first: {every: 0}\nsecond: {}\n"));
    assertThat(refused.problems())
        .containsExactly(
            "a.yaml:1: first.lr is absent",
            "a.yaml:1: first.every must be at least 1, got 0",
            "a.yaml:2: second.lr is absent");
  }

  record Limits(
      @Key(example = "4") int first,
      @Key(example = "8") int second,
      SortedMap<Integer, Rate> rates) {
    Limits {
      if (first >= second) {
        throw new IllegalArgumentException("first must be below second");
      }
      if (!rates.containsKey(0)) {
        throw new IllegalArgumentException("rates has no 0");
      }
    }
  }

  @Test
  void examplesStandInForRefusedKeysAndAreNotBlamed() {
    assertThat(limits("first: 3\nsecond: x\nrates: {1: {every: 0}}\n"))
        .containsExactly(
            "a.yaml:2: second must be a whole number, got 'x': write for example second: 8",
            "a.yaml:3: rates has no 0",
            "a.yaml:3: rates.1.every must be at least 1, got 0");
    assertThat(limits("first: x\nsecond: 2\nrates: {0: {every: 1}}\n"))
        .containsExactly(
            "a.yaml:1: first must be a whole number, got 'x': write for example first: 4");
  }

  private static List<String> limits(String text) {
    ConfigReader reader = new ConfigReader(Map.of(), "/");
    ConfigSource source = new ConfigSource("a.yaml", text, "/");
    return catchThrowableOfType(
            ConfigurationException.class, () -> reader.read(Limits.class, source, List.of()))
        .problems();
  }

  private static Configuration<Rates> rates(String text) {
    return new ConfigReader(Map.of(), "/")
        .read(Rates.class, new ConfigSource("a.yaml", text, "/"), List.of());
  }
}
