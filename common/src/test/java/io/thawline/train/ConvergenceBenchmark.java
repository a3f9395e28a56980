package io.thawline.train;

import io.thawline.averaging.Outer;
import io.thawline.averaging.OuterStep;
import io.thawline.checkpoint.Checkpoints;
import io.thawline.glyph.CharacterSet;
import io.thawline.glyph.Font;
import io.thawline.glyph.GlyphPair;
import io.thawline.glyph.PairRenderer;
import io.thawline.io.LocalSource;
import io.thawline.io.Sha256;
import io.thawline.network.AttentionOptions;
import io.thawline.network.UNetOptions;
import io.thawline.network.Zi2ziUNet;
import io.thawline.nn.Device;
import io.thawline.nn.OptimizerOptions;
import io.thawline.schedule.ParameterGroup;
import io.thawline.schedule.Period;
import io.thawline.schedule.Rounds;
import io.thawline.state.NetworkState;
import io.thawline.state.Position;
import io.thawline.state.RoundState;
import io.thawline.task.FontTask;
import io.thawline.tensor.StateDict;
import io.thawline.tensor.TensorSpec;
import io.thawline.transfer.Transfer;
import io.thawline.transfer.TransferOptions;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/**
 * How many samples averaged training takes to a loss that a single worker reaches: from the demo
 * checkpoint to another font, 500 pairs, 256 to validate on, batches of 16 a worker, everything
 * trained at 1e-3. The trainer and the averaging are those of a cluster; shards train one after
 * another in this JVM.
 *
 * <p>Run by hand: {@code java -cp TEST_CLASS_PATH io.thawline.train.ConvergenceBenchmark kai|ming
 * SEEDS TARGET ARM...}, an arm being workers/period/outer such as {@code 4/epoch/auto}. With {@code
 * TARGET} 0 runs go on to their end, which tells a single worker's best.
 */
final class ConvergenceBenchmark {
  private static final Path DEMO = Path.of("..", "conf", "demo");
  private static final int EPOCHS = 24;
  private static final int BATCH = 16;
  private static final int EVALUATE_EVERY = 256;
  private static final OptimizerOptions ADAM =
      new OptimizerOptions(OptimizerOptions.Kind.ADAM, 1e-3, List.of(0.5, 0.999), 1e-8, 0, 0, 0);
  private static final UNetOptions MODEL =
      new UNetOptions(UNetOptions.Kind.ZI2ZI_UNET, 64, 1, 16, 4, 16, AttentionOptions.NONE);
  private static final Zi2ziUNet NETWORK = new Zi2ziUNet(MODEL);
  private static final FontTask TASK = new FontTask(MODEL);
  private static final Device DEVICE = Device.cpu(1);

  private final List<GlyphPair> training;
  private final List<GlyphPair> validation;
  private final StateDict weights;
  private final double target;

  private ConvergenceBenchmark(String font, double target) throws IOException {
    Font source = font("NotoSansSC-Regular.subset.otf");
    Font drawn = font(font.equals("kai") ? "ARPLUKai-CN.subset.ttf" : "ARPLUMing-CN.subset.ttf");
    PairRenderer renderer = new PairRenderer(source, drawn, 64, 0);
    List<Integer> characters =
        CharacterSet.read("chars.txt", Files.readAllBytes(DEMO.resolve("chars.txt"))).codePoints();
    this.training = pairs(renderer, characters.subList(0, 500));
    this.validation =
        pairs(renderer, characters.subList(characters.size() - 256, characters.size()));
    Path checkpoint = DEMO.resolve("zi2zi64_sans_to_serif.pth");
    try (LocalSource file = LocalSource.open(checkpoint)) {
      this.weights =
          Transfer.plan(
                  NETWORK.layout(),
                  List.of(Checkpoints.read(file)),
                  TransferOptions.of(checkpoint.toString()),
                  1)
              .weights();
    }
    this.target = target;
  }

  private static Font font(String name) throws IOException {
    return Font.open(name, Files.readAllBytes(DEMO.resolve(name)));
  }

  private static List<GlyphPair> pairs(PairRenderer renderer, List<Integer> characters) {
    return characters.stream().flatMap(c -> renderer.render(c).pair().stream()).toList();
  }

  /** A way to train. */
  private record Arm(int workers, Period period, Outer outer) {
    static Arm parse(String text) {
      String[] parts = text.split("/", -1);
      return new Arm(
          Integer.parseInt(parts[0]),
          Period.parse(parts[1].replace('_', ' ')),
          Outer.valueOf(parts[2].toUpperCase(Locale.ROOT)));
    }
  }

  /** What a run came to. */
  private record Reached(OptionalInt samples, double best, long bestAt) {}

  public static void main(String[] arguments) throws IOException {
    ConvergenceBenchmark benchmark =
        new ConvergenceBenchmark(arguments[0], Double.parseDouble(arguments[2]));
    for (String arm : List.of(arguments).subList(3, arguments.length)) {
      List<Reached> runs = new ArrayList<>();
      for (int seed = 1; seed <= Integer.parseInt(arguments[1]); seed++) {
        runs.add(benchmark.run(arm, seed));
      }
      System.out.printf(Locale.ROOT, "%s %s: %s%n", arguments[0], arm, summary(runs));
    }
  }

  private static String summary(List<Reached> runs) {
    int[] samples =
        runs.stream().mapToInt(run -> run.samples().orElse(Integer.MAX_VALUE)).sorted().toArray();
    double[] best = runs.stream().mapToDouble(Reached::best).sorted().toArray();
    int middle = runs.size() / 2;
    String reached = samples[middle] == Integer.MAX_VALUE ? "never" : samples[middle] + " samples";
    return "median to the target %s, median best %.5f".formatted(reached, best[middle]);
  }

  private Reached run(String text, int seed) {
    Arm arm = Arm.parse(text);
    List<List<GlyphPair>> shards = shards(arm.workers(), seed);
    int steps = ShardTrainer.steps(shards.get(0).size(), BATCH);
    Rounds rounds = new Rounds(arm.period(), steps, EPOCHS);
    OuterStep outer = arm.outer().step(arm.workers(), rounds.count());
    List<String> names = NETWORK.layout().parameters().stream().map(TensorSpec::name).toList();
    LocalRounds local =
        new LocalRounds(
            DEVICE,
            new ShardTrainer<>(TASK, Map.of(FontTask.GENERATOR, ADAM), BATCH),
            NETWORK.layout(),
            ADAM,
            List.of(new ParameterGroup(ADAM.lr(), names)));
    RoundState state =
        new RoundState(
            Map.of(FontTask.GENERATOR, NetworkState.untrained(weights)), Position.START, seed);
    double best = Double.MAX_VALUE;
    long bestAt = 0;
    long evaluated = 0;
    for (int number = 1; number <= rounds.count(); number++) {
      LocalRounds.Trained trained = local.train(state, rounds.at(number), shards, outer);
      state = trained.state();
      long samples = state.position().samples();
      if (samples - evaluated > EVALUATE_EVERY - BATCH) { // an epoch's last batch is smaller
        double loss = score(state);
        System.out.printf(
            Locale.ROOT,
            "  %s seed %d round %d samples %d loss %.5f cosine %s%n",
            text,
            seed,
            number,
            samples,
            loss,
            words(trained.cosine()));
        if (loss < best) {
          best = loss;
          bestAt = samples;
        }
        if (loss <= target) {
          return new Reached(OptionalInt.of((int) samples), best, bestAt);
        }
        evaluated = samples;
      }
    }
    return new Reached(OptionalInt.empty(), best, bestAt);
  }

  private static String words(OptionalDouble cosine) {
    return cosine.isPresent() ? "%.2f".formatted(cosine.getAsDouble()) : "-";
  }

  private double score(RoundState state) {
    try (Evaluator<GlyphPair> evaluator = new Evaluator<>(DEVICE, TASK, state, 64)) {
      return evaluator.score(validation, Map.of()).meanLoss();
    }
  }

  /** As the cluster places them: by a hash of seed and id, in turns. */
  private List<List<GlyphPair>> shards(int workers, int seed) {
    List<GlyphPair> ranked =
        training.stream()
            .sorted(
                Comparator.comparing(
                    pair -> Sha256.hex((seed + "/" + pair.id()).getBytes(StandardCharsets.UTF_8))))
            .toList();
    List<List<GlyphPair>> shards = new ArrayList<>();
    for (int shard = 0; shard < workers; shard++) {
      List<GlyphPair> own = new ArrayList<>();
      for (int i = shard; i < ranked.size(); i += workers) {
        own.add(ranked.get(i));
      }
      shards.add(own);
    }
    return shards;
  }
}
