package io.thawline.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.thawline.sample.Sample;
import io.thawline.state.NetworkState;
import io.thawline.state.RoundState;
import io.thawline.task.AdversarialOptions;
import io.thawline.task.KnownValues;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What frozen layers leave of samples, used again. */
class PrefixValuesTest {
  @TempDir static Path temp;

  static List<FrozenCase<?>> all() {
    return List.of(
        FrozenCase.images(FrozenCase.PLAIN),
        FrozenCase.glyphs(),
        FrozenCase.adversarial(),
        FrozenCase.texts(0, AdversarialOptions.Kind.NONE));
  }

  private static Map<String, KnownValues> known(FrozenCase<?> one, PrefixValues values) {
    return Map.of(one.task().mainNetwork(), values);
  }

  @ParameterizedTest
  @MethodSource("all")
  void trainingIsWithinOneInAHundredThousandOfThatWithoutThem(FrozenCase<?> one) {
    RoundState state = one.state(11);
    ShardResult without = one.train(state, Map.of());
    ShardResult with = one.train(state, known(one, one.values(state, bytes -> true, temp)));
    without
        .told()
        .forEach(
            (name, sum) ->
                assertThat(Objects.requireNonNull(with.told().get(name)))
                    .isCloseTo(sum, relative(sum)));
    NetworkState before = state.network(one.task().mainNetwork());
    NetworkState expected = moved(one, without);
    NetworkState found = moved(one, with);
    assertThat(found.tensors().names()).isEqualTo(expected.tensors().names());
    for (String name : expected.tensors().names()) {
      float[] start = before.tensors().require(name).toFloats();
      float[] wanted = expected.tensors().require(name).toFloats();
      assertThat(distance(found.tensors().require(name).toFloats(), wanted))
          .as(name)
          .isLessThanOrEqualTo(1e-5 * norm(wanted));
      assertThat(distance(start, wanted)).as("%s moves", name).isPositive();
    }
  }

  private static Offset<Double> relative(double value) {
    return within(1e-5 * Math.abs(value));
  }

  private static NetworkState moved(FrozenCase<?> one, ShardResult result) {
    return Objects.requireNonNull(result.networks().get(one.task().mainNetwork()));
  }

  private static double norm(float[] values) {
    return distance(values, new float[values.length]);
  }

  private static double distance(float[] a, float[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += ((double) a[i] - b[i]) * ((double) a[i] - b[i]);
    }
    return Math.sqrt(sum);
  }

  @ParameterizedTest
  @MethodSource("all")
  void inMemoryOnDiskAndComputedAgainTheyAreTheSameBits(FrozenCase<?> one) throws IOException {
    RoundState state = one.state(11);
    PrefixValues inMemory = one.values(state, bytes -> true, temp);
    PrefixValues onDisk = one.values(state, bytes -> false, temp);
    AtomicInteger batch = new AtomicInteger();
    PrefixValues mixed = one.values(state, bytes -> batch.incrementAndGet() != 2, temp);
    assertThat(inMemory.onDisk()).isZero();
    assertThat(onDisk.inMemory()).isZero();
    assertThat(onDisk.onDisk()).isEqualTo(inMemory.inMemory());
    assertThat(mixed.onDisk()).isPositive();
    assertThat(mixed.inMemory() + mixed.onDisk()).isEqualTo(inMemory.inMemory());
    ShardResult first = one.train(state, known(one, inMemory));
    assertThat(one.train(state, known(one, onDisk))).isEqualTo(first);
    assertThat(one.train(state, known(one, mixed))).isEqualTo(first);
    assertThat(one.train(state, known(one, one.values(state, bytes -> true, temp))))
        .isEqualTo(first);
    try (Stream<Path> left = Files.list(temp)) {
      assertThat(left).isEmpty();
    }
  }

  @ParameterizedTest
  @MethodSource("all")
  void theyAreAsLargeAsTheStagesSay(FrozenCase<?> one) {
    PrefixValues values = one.values(one.state(11), bytes -> true, temp);
    long told = one.samples().size() * one.frozen().bytes(values.stages());
    assertThat(values.inMemory()).isLessThanOrEqualTo(told + 8L * one.samples().size());
    if (!one.name().equals("texts")) { // which are told at their longest
      assertThat(values.inMemory()).isGreaterThanOrEqualTo(told);
    }
  }

  @ParameterizedTest
  @MethodSource("all")
  <S extends Sample> void evaluationWithThemIsTheSameBits(FrozenCase<S> one) {
    RoundState state = one.state(11);
    List<S> sorted = one.samples().stream().sorted(Comparator.comparing(Sample::id)).toList();
    PrefixValues values = one.values(state, bytes -> true, temp);
    try (Evaluator<S> evaluator = one.evaluator(state)) {
      assertThat(evaluator.score(sorted, known(one, values)))
          .isEqualTo(evaluator.score(sorted, Map.of()));
    }
  }

  @ParameterizedTest
  @MethodSource("all")
  void trainingSeesTheValuesAndNotTheSamples(FrozenCase<?> one) {
    RoundState state = one.state(11);
    PrefixValues others = one.values(one.state(12), bytes -> true, temp);
    assertThat(one.train(state, known(one, others)).told())
        .isNotEqualTo(one.train(state, Map.of()).told());
  }
}
