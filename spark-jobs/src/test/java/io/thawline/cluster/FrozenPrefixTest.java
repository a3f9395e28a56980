package io.thawline.cluster;

import static io.thawline.cluster.PrefixRounds.LAST;
import static io.thawline.cluster.PrefixRounds.PLENTY;
import static io.thawline.cluster.PrefixRounds.UP;
import static io.thawline.cluster.PrefixRounds.frozen;
import static io.thawline.cluster.TrainingFixture.LAYOUT;
import static io.thawline.cluster.TrainingFixture.SETUP;
import static io.thawline.cluster.TrainingFixture.samples;
import static io.thawline.cluster.TrainingFixture.start;
import static org.assertj.core.api.Assertions.assertThat;

import io.thawline.glyph.GlyphPair;
import io.thawline.network.Network;
import io.thawline.nn.StepScope;
import io.thawline.state.NetworkState;
import io.thawline.state.RoundState;
import io.thawline.task.BatchInputs;
import io.thawline.task.Evaluation;
import io.thawline.task.FontTask;
import io.thawline.task.LoadedNetworks;
import io.thawline.task.Objective;
import io.thawline.task.Task;
import io.thawline.tensor.HostTensor;
import io.thawline.tensor.Init;
import io.thawline.tensor.StateDict;
import io.thawline.tensor.TensorSpec;
import io.thawline.train.FrozenStages;
import io.thawline.train.Prefix;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a frozen way down leaves of the shards is computed once, and never taken for another. */
class FrozenPrefixTest {
  private static final AtomicInteger COMPUTED = new AtomicInteger();
  private static final TrainingSetup<GlyphPair> COUNTED =
      new TrainingSetup<>(
          new Counting(SETUP.task()),
          SETUP.optimizers(),
          SETUP.batchSize(),
          SETUP.evaluationBatchSize(),
          SETUP.averaging());
  private static final int SAMPLES = 13;
  private static JavaSparkContext spark;
  private static PrefixRounds rounds;

  /** Counts how many samples a prefix is computed of. */
  private record Counting(Task<GlyphPair> task) implements Task<GlyphPair> {
    @Override
    public Map<String, Network> networks() {
      return task.networks();
    }

    @Override
    public String mainNetwork() {
      return task.mainNetwork();
    }

    @Override
    public List<Objective<GlyphPair>> objectives() {
      return task.objectives();
    }

    @Override
    public BatchInputs<GlyphPair> inputs() {
      return (scope, batch) -> {
        COMPUTED.addAndGet(batch.size());
        return task.inputs().of(scope, batch);
      };
    }

    @Override
    public Optional<String> variation() {
      return task.variation();
    }

    @Override
    public Evaluation evaluate(LoadedNetworks networks, StepScope scope, List<GlyphPair> batch) {
      return task.evaluate(networks, scope, batch);
    }

    @Override
    public SortedMap<String, Double> metrics(Evaluation evaluation) {
      return task.metrics(evaluation);
    }
  }

  @BeforeAll
  static void startSpark() {
    spark = TrainingFixture.spark();
    rounds = on(0);
  }

  private static PrefixRounds on(int epoch) {
    return new PrefixRounds(COUNTED, ShardPlacement.place(samples(spark), 2, 7, epoch));
  }

  @AfterAll
  static void stopSpark() {
    spark.stop();
  }

  @BeforeEach
  void forget() {
    RoundState state = start(7);
    try (PrefixRounds.Sent sent = rounds.sent(state)) {
      rounds.round(sent.of(state), state, 1, UP, Prefix.NONE);
      rounds.evaluation().score(sent.of(state));
    }
    COMPUTED.set(0);
  }

  @Test
  void prefixIsComputedOnceForTrainingAndOnceForEvaluation() {
    RoundState state = start(7);
    Prefix prefix = frozen(UP, PLENTY);
    assertThat(prefix.stages()).isEqualTo(5);
    EvaluationJob<GlyphPair> evaluation = rounds.evaluation();
    try (PrefixRounds.Sent sent = rounds.sent(state)) {
      for (int number = 1; number <= 3; number++) {
        state = rounds.round(sent.of(state), state, number, UP, prefix);
        assertThat(COMPUTED).hasValue(SAMPLES);
      }
      SentState last = sent.of(state);
      Evaluation known = evaluation.score(last, prefix);
      assertThat(COMPUTED).hasValue(2 * SAMPLES);
      assertThat(evaluation.score(last, prefix)).isEqualTo(known);
      assertThat(COMPUTED).hasValue(2 * SAMPLES);
      assertThat(evaluation.score(last)).isEqualTo(known);
    }
  }

  @Test
  void inMemoryOnDiskAndAfterALossRoundsHaveTheSameBits() {
    RoundState inMemory = rounds.rounds(3, frozen(UP, PLENTY));
    assertThat(rounds.rounds(3, frozen(UP, 0)).networks()).isEqualTo(inMemory.networks());
    RoundState state = start(7);
    try (PrefixRounds.Sent sent = rounds.sent(state)) {
      state = rounds.round(sent.of(state), state, 1, UP, frozen(UP, PLENTY));
      forget();
      state = rounds.round(sent.of(state), state, 2, UP, frozen(UP, 5000));
      state = rounds.round(sent.of(state), state, 3, UP, frozen(UP, PLENTY));
    }
    assertThat(state.networks()).isEqualTo(inMemory.networks());
  }

  @Test
  void roundsAreWithinOneInAHundredThousandOfThoseWithout() {
    NetworkState expected = rounds.rounds(3, Prefix.NONE).network(FontTask.GENERATOR);
    NetworkState found = rounds.rounds(3, frozen(UP, PLENTY)).network(FontTask.GENERATOR);
    for (String name : expected.tensors().names()) {
      assertThat(distance(found, expected, name))
          .as(name)
          .isLessThanOrEqualTo(1e-5 * norm(expected, name));
    }
  }

  private static double distance(NetworkState a, NetworkState b, String name) {
    float[] left = a.tensors().require(name).toFloats();
    float[] right = b.tensors().require(name).toFloats();
    double sum = 0;
    for (int i = 0; i < left.length; i++) {
      sum += ((double) left[i] - right[i]) * ((double) left[i] - right[i]);
    }
    return Math.sqrt(sum);
  }

  private static double norm(NetworkState state, String name) {
    double sum = 0;
    for (float value : state.tensors().require(name).toFloats()) {
      sum += (double) value * value;
    }
    return Math.sqrt(sum);
  }

  /** The first state with another weight in the way down, as rolling back a phase may bring it. */
  private static RoundState otherBelow() {
    NetworkState before = start(7).network(FontTask.GENERATOR);
    Map<String, HostTensor> tensors = new LinkedHashMap<>(before.tensors().asMap());
    TensorSpec deepest =
        LAYOUT.parameters().stream()
            .filter(spec -> spec.name().contains(".down.1."))
            .findFirst()
            .orElseThrow();
    tensors.put(deepest.name(), Init.draw(deepest, 99));
    return new RoundState(
        Map.of(FontTask.GENERATOR, NetworkState.untrained(StateDict.of(tensors))),
        start(7).position(),
        start(7).seed());
  }

  @Test
  void otherWeightsBelowAreNeverTrainedOnWithTheValuesOfTheOldOnes() {
    RoundState other = otherBelow();
    Prefix prefix = frozen(UP, PLENTY);
    RoundState found;
    Evaluation scored;
    EvaluationJob<GlyphPair> evaluation = rounds.evaluation();
    try (PrefixRounds.Sent sent = rounds.sent(start(7))) {
      rounds.round(sent.of(start(7)), start(7), 1, UP, prefix);
      evaluation.score(sent.of(start(7)), prefix);
      found = rounds.round(sent.of(other), other, 1, UP, prefix);
      scored = evaluation.score(sent.of(other), prefix);
    }
    assertThat(COMPUTED).hasValue(4 * SAMPLES);
    forget();
    try (PrefixRounds.Sent sent = rounds.sent(other)) {
      assertThat(rounds.round(sent.of(other), other, 1, UP, prefix).networks())
          .isEqualTo(found.networks());
      assertThat(evaluation.score(sent.of(other))).isEqualTo(scored);
    }
  }

  @Test
  void phaseThatThawsFewerOrMoreLayersComputesItsOwn() {
    Prefix many = frozen(LAST, PLENTY);
    Prefix few = frozen(UP, PLENTY);
    assertThat(many.stages()).isGreaterThan(few.stages());
    RoundState kept = phases(() -> {}, many, few);
    assertThat(COMPUTED).hasValue(2 * SAMPLES);
    assertThat(phases(this::forget, many, few).networks()).isEqualTo(kept.networks());
  }

  private static RoundState phases(Runnable between, Prefix first, Prefix second) {
    RoundState state = start(7);
    try (PrefixRounds.Sent sent = rounds.sent(state)) {
      state = rounds.round(sent.of(state), state, 1, LAST, first);
      between.run();
      return rounds.round(sent.of(state), state, 2, UP, second);
    }
  }

  @Test
  void valuesOfAPhaseThatEndedMakeRoomForThoseOfTheNext() {
    FrozenStages first = FrozenStages.of(SETUP.task(), LAST);
    FrozenStages second = FrozenStages.of(SETUP.task(), UP);
    long before = SAMPLES * first.bytes(first.inTraining());
    long after = SAMPLES * second.bytes(second.inTraining());
    long room = Math.max(before, after);
    try (PrefixRounds.Sent sent = rounds.sent(start(7))) {
      RoundState state = rounds.round(sent.of(start(7)), start(7), 1, LAST, frozen(LAST, room));
      assertThat(ShardPrefixes.inMemory()).isEqualTo(before);
      rounds.round(sent.of(state), state, 2, UP, frozen(UP, room));
      assertThat(ShardPrefixes.inMemory()).isEqualTo(after);
    }
  }

  @Test
  void samplesOnOtherShardsAreComputedThere() {
    PrefixRounds elsewhere = on(1);
    Prefix prefix = frozen(UP, PLENTY);
    RoundState state = start(7);
    try (PrefixRounds.Sent sent = rounds.sent(state)) {
      rounds.round(sent.of(state), state, 1, UP, prefix);
      RoundState found = elsewhere.round(sent.of(state), state, 1, UP, prefix);
      assertThat(COMPUTED).hasValue(2 * SAMPLES);
      forget();
      assertThat(elsewhere.round(sent.of(state), state, 1, UP, prefix).networks())
          .isEqualTo(found.networks());
    }
  }
}
