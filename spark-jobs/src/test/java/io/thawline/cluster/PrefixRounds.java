package io.thawline.cluster;

import static io.thawline.cluster.TrainingFixture.SETUP;
import static io.thawline.cluster.TrainingFixture.next;
import static io.thawline.cluster.TrainingFixture.parameters;
import static io.thawline.cluster.TrainingFixture.start;

import io.thawline.averaging.Outer;
import io.thawline.averaging.Velocity;
import io.thawline.glyph.GlyphPair;
import io.thawline.schedule.ParameterGroup;
import io.thawline.schedule.Round;
import io.thawline.state.RoundState;
import io.thawline.task.FontTask;
import io.thawline.train.FrozenStages;
import io.thawline.train.Prefix;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;

/** Rounds of a U-Net whose way down is frozen, over shards of its samples. */
final class PrefixRounds {
  /** Trains the way up, at all levels. */
  static final Map<String, List<ParameterGroup>> UP = training(".*\\.up\\..*");

  /** Trains the last level of the way up alone. */
  static final Map<String, List<ParameterGroup>> LAST = training("model\\.up\\..*");

  static final long PLENTY = 1 << 20;

  private final JavaSparkContext spark;
  private final TrainingSetup<GlyphPair> setup;
  private final JavaRDD<GlyphPair> shards;

  PrefixRounds(TrainingSetup<GlyphPair> setup, JavaRDD<GlyphPair> shards) {
    this.spark = JavaSparkContext.fromSparkContext(shards.context());
    this.setup = setup;
    this.shards = shards;
  }

  private static Map<String, List<ParameterGroup>> training(String pattern) {
    List<String> names = parameters().stream().filter(name -> name.matches(pattern)).toList();
    return Map.of(FontTask.GENERATOR, List.of(new ParameterGroup(1e-2, names)));
  }

  /** The stages that stand still while these groups train. */
  static Prefix frozen(Map<String, List<ParameterGroup>> groups, long memory) {
    int stages = FrozenStages.of(SETUP.task(), groups).inTraining();
    return new Prefix(FontTask.GENERATOR, stages, memory);
  }

  EvaluationJob<GlyphPair> evaluation() {
    return new EvaluationJob<>(spark, setup, shards);
  }

  RoundState round(
      SentState sent,
      RoundState state,
      int number,
      Map<String, List<ParameterGroup>> groups,
      Prefix prefix) {
    TrainedRound trained =
        new TrainingJob<>(spark, setup, shards)
            .train(
                state,
                sent,
                groups,
                Round.epoch(number),
                Outer.NONE.step(2, 3),
                Velocity.KEPT,
                prefix);
    return next(state, trained.networks(), trained.steps(), trained.samples());
  }

  /** So many rounds from the start that train the way up. */
  RoundState rounds(int count, Prefix prefix) {
    RoundState state = start(7);
    try (Sent sent = sent(state)) {
      for (int number = 1; number <= count; number++) {
        state = round(sent.of(state), state, number, UP, prefix);
      }
    }
    return state;
  }

  Sent sent(RoundState first) {
    return new Sent(new StateSender(spark, first));
  }

  /** The states that one sender sent. */
  static final class Sent implements AutoCloseable {
    private final StateSender sender;
    private final List<SentState> sent = new ArrayList<>();

    private Sent(StateSender sender) {
      this.sender = sender;
    }

    SentState of(RoundState state) {
      SentState one = sender.send(state);
      sent.add(one);
      return one;
    }

    @Override
    public void close() {
      sent.forEach(SentState::close);
      sender.close();
    }
  }
}
