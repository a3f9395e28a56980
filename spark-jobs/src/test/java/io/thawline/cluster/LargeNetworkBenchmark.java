package io.thawline.cluster;

import io.thawline.averaging.AveragingOptions;
import io.thawline.averaging.AveragingOptions.InnerState;
import io.thawline.averaging.Outer;
import io.thawline.averaging.Velocity;
import io.thawline.glyph.GlyphPair;
import io.thawline.network.AttentionOptions;
import io.thawline.network.UNetOptions;
import io.thawline.nn.OptimizerOptions;
import io.thawline.schedule.ParameterGroup;
import io.thawline.schedule.Round;
import io.thawline.state.NetworkState;
import io.thawline.state.Position;
import io.thawline.state.RoundState;
import io.thawline.task.FontTask;
import io.thawline.task.Task;
import io.thawline.tensor.HostTensor;
import io.thawline.tensor.Layout;
import io.thawline.tensor.StateDict;
import io.thawline.tensor.TensorSpec;
import io.thawline.train.Prefix;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.Test;

/**
 * A network of 3 GB, of which 100 MB travel, trained and scored for two rounds on two executors, by
 * a driver of 1 GB. Needs 12 GB of memory and 30 GB of disk. Run by hand: {@code ./mvnw -pl
 * spark-jobs -am test -Dtest=LargeNetworkBenchmark -Dsurefire.failIfNoSpecifiedTests=false}.
 */
class LargeNetworkBenchmark {
  private static final int SIDE = 64;
  private static final long NETWORK_BYTES = 3_000_000_000L;
  private static final long TRAVELLING_BYTES = 100_000_000L;

  @Test
  void trainsOnTwoExecutors() throws Exception {
    BenchmarkDriver.run(LargeNetworkBenchmark.class, "1g");
  }

  public static void main(String[] arguments) throws IOException {
    TrainingSetup<GlyphPair> setup = setup();
    Layout layout = setup.layout(FontTask.GENERATOR);
    List<String> trainable = trainable(layout);
    Map<String, List<ParameterGroup>> groups =
        Map.of(FontTask.GENERATOR, List.of(new ParameterGroup(1e-5, trainable)));
    System.out.printf(
        Locale.ROOT, "%d tensors, %d of them train%n", layout.size(), trainable.size());
    try (JavaSparkContext spark = BenchmarkDriver.spark("large", 2, 2048)) {
      JavaRDD<GlyphPair> shards = ShardPlacement.place(spark.parallelize(pairs()), 2, 1, 0);
      RoundState state = noise(layout);
      try (StateSender sender = new StateSender(spark, state)) {
        SentState sent = sender.send(state);
        for (int round = 1; round <= 2; round++) {
          long begin = System.nanoTime();
          TrainedRound trained =
              new TrainingJob<>(spark, setup, shards)
                  .train(
                      state,
                      sent,
                      groups,
                      Round.epoch(round),
                      Outer.NONE.step(2, 2),
                      Velocity.KEPT,
                      Prefix.NONE);
          state =
              new RoundState(
                  trained.networks(), state.position().next(trained.steps(), trained.samples()), 1);
          SentState next = sender.send(state);
          sent.close();
          sent = next;
          double loss = new EvaluationJob<>(spark, setup, shards).score(sent).meanLoss();
          System.out.printf(
              Locale.ROOT,
              "round %d: %d samples, train %.4f, val %.4f, %.1f s%n",
              round,
              trained.samples(),
              trained.losses().get(Task.TRAIN_LOSS),
              loss,
              (System.nanoTime() - begin) / 1e9);
        }
        sent.close();
      }
    }
  }

  private static TrainingSetup<GlyphPair> setup() {
    int channels = 64;
    while (bytes(setup(channels).layout(FontTask.GENERATOR)) < NETWORK_BYTES) {
      channels += 8;
    }
    return setup(channels);
  }

  private static long bytes(Layout layout) {
    return layout.tensors().stream().mapToLong(LargeNetworkBenchmark::bytes).sum();
  }

  private static long bytes(TensorSpec spec) {
    return spec.shape().elements() * spec.dtype().bytes();
  }

  private static TrainingSetup<GlyphPair> setup(int channels) {
    return new TrainingSetup<>(
        new FontTask(
            new UNetOptions(
                UNetOptions.Kind.ZI2ZI_UNET, SIDE, 1, channels, 1, 16, AttentionOptions.NONE)),
        Map.of(FontTask.GENERATOR, OptimizerOptions.adam(1e-5)),
        2,
        2,
        new AveragingOptions(2, "epoch", Outer.NONE, InnerState.AVERAGE, 0, 0, 1));
  }

  /** Parameters of as many bytes as travel with their two moments, the large ones first. */
  private static List<String> trainable(Layout layout) {
    List<String> names = new ArrayList<>();
    long used = 0;
    for (TensorSpec spec :
        layout.parameters().stream().sorted((a, b) -> Long.compare(bytes(b), bytes(a))).toList()) {
      if (used + 3 * bytes(spec) <= TRAVELLING_BYTES) {
        used += 3 * bytes(spec);
        names.add(spec.name());
      }
    }
    System.out.printf(
        Locale.ROOT,
        "network of %d MB, of which %d MB travel%n",
        bytes(layout) / 1_000_000,
        used / 1_000_000);
    return names;
  }

  private static RoundState noise(Layout layout) throws IOException {
    ByteBuffer block = ByteBuffer.allocate(1 << 22).order(ByteOrder.LITTLE_ENDIAN);
    Random random = new Random(1);
    while (block.hasRemaining()) {
      block.putFloat((float) Math.abs(random.nextGaussian()) * 0.002f);
    }
    Path file = Files.createTempFile("network", ".bin");
    Map<String, HostTensor> tensors = new LinkedHashMap<>();
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      long position = 0;
      for (TensorSpec spec : layout.tensors()) {
        for (long at = 0; at < bytes(spec); at += block.capacity()) {
          int count = (int) Math.min(block.capacity(), bytes(spec) - at);
          channel.write(block.slice(0, count), position + at);
        }
        ByteBuffer values = channel.map(FileChannel.MapMode.READ_ONLY, position, bytes(spec));
        tensors.put(spec.name(), HostTensor.of(spec.dtype(), spec.shape(), values));
        position += bytes(spec);
      }
    } finally {
      Files.delete(file);
    }
    NetworkState network = NetworkState.untrained(StateDict.of(tensors));
    return new RoundState(Map.of(FontTask.GENERATOR, network), Position.START, 1);
  }

  private static List<GlyphPair> pairs() {
    List<GlyphPair> pairs = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      byte[] source = new byte[SIDE * SIDE];
      byte[] target = new byte[SIDE * SIDE];
      new Random(i).nextBytes(source);
      new Random(100 + i).nextBytes(target);
      pairs.add(new GlyphPair("id-" + i, "x", 0, source, target));
    }
    return pairs;
  }
}
