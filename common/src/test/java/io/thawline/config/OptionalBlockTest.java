package io.thawline.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.thawline.errors.ConfigurationException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Blocks that may be absent as a whole, although a key of theirs has no default. */
class OptionalBlockTest {
  record Inner(@Key(example = "b") String name, @Key(defaultValue = "3") int size) {
    Inner {
      if (size < 1) {
        throw new IllegalArgumentException("size must be at least 1, got " + size);
      }
    }
  }

  record Outer(@Key(defaultValue = "1") int seed, Optional<Inner> inner) {
    Outer {
      if (seed == 0) {
        throw new IllegalArgumentException("seed must not be 0");
      }
    }
  }

  private static Configuration<Outer> read(String yaml) {
    return new ConfigReader(Map.of(), "file:/here")
        .read(Outer.class, new ConfigSource("a.yaml", yaml, "/conf"), List.of());
  }

  @Test
  void absentIsNotTheSameAsDefaultsAndIsWrittenNowhere() {
    Configuration<Outer> absent = read("seed: 2\n");
    assertThat(absent.value().inner()).isEmpty();
    assertThat(absent.toYaml()).isEqualTo("seed: 2\n");
    assertThat(absent.keys(Key.Kind.IDENTITY)).containsOnlyKeys("seed");
  }

  @Test
  void presentIsBoundWrittenAndPartOfWhatARunIs() {
    Configuration<Outer> present = read("inner: {name: a}\n");
    assertThat(present.value().inner()).contains(new Inner("a", 3));
    assertThat(present.toYaml()).isEqualTo("seed: 1\ninner:\n  name: a\n  size: 3\n");
    assertThat(read(present.toYaml())).isEqualTo(present);
    assertThat(present.keys(Key.Kind.IDENTITY)).containsKeys("inner.name", "inner.size");
  }

  @Test
  void whatIsWrongInsideIsToldTogetherWithWhatIsWrongOutside() {
    assertThatThrownBy(() -> read("seed: 0\ninner: {size: -1, nmae: a}\n"))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("inner.name is missing")
        .hasMessageContaining("inner.size must be at least 1")
        .hasMessageContaining("inner.nmae is not a known key")
        .hasMessageContaining("seed must not be 0");
  }
}
