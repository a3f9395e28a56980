package io.thawline.cluster;

import io.thawline.averaging.AveragingOptions;
import io.thawline.averaging.AveragingOptions.InnerState;
import io.thawline.averaging.Outer;
import io.thawline.averaging.OuterStep;
import io.thawline.averaging.RoundMeans;
import io.thawline.averaging.RoundRecords;
import io.thawline.averaging.Velocity;
import io.thawline.glyph.GlyphPair;
import io.thawline.network.AttentionOptions;
import io.thawline.network.UNetOptions;
import io.thawline.nn.OptimizerOptions;
import io.thawline.schedule.ParameterGroup;
import io.thawline.state.NetworkState;
import io.thawline.state.Position;
import io.thawline.state.RoundState;
import io.thawline.state.StateDictForm;
import io.thawline.task.FontTask;
import io.thawline.tensor.HostTensor;
import io.thawline.tensor.Layout;
import io.thawline.tensor.StateDict;
import io.thawline.tensor.TensorSpec;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerTaskEnd;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import scala.Tuple2;

/**
 * What a round costs beside its training: shards' records through the shuffle, their means to the
 * driver, the next state back to every executor. Next to it the floor, one Torrent broadcast of the
 * same bytes. No engine: what shards trained is made up. Each line comes from a driver of its own,
 * whose heap is bounded. Run by hand: {@code ./mvnw -pl spark-jobs -am test
 * -Dtest=AveragingBenchmark -Dsurefire.failIfNoSpecifiedTests=false}.
 */
class AveragingBenchmark {
  private static final int ROUNDS = 3;
  private static final int PIECE = 64 << 20;

  @ParameterizedTest
  @CsvSource({"2,5,512m", "4,5,512m", "2,50,512m", "4,50,512m", "2,200,512m", "4,200,512m"})
  void table(int executors, int millions, String heap) throws Exception {
    run(executors, millions, heap);
  }

  /** T of 1 GB through a driver of 1 GB. */
  @ParameterizedTest
  @CsvSource("2,268,1g")
  void oneGigabyte(int executors, int millions, String heap) throws Exception {
    run(executors, millions, heap);
  }

  private static void run(int executors, int millions, String heap) throws Exception {
    BenchmarkDriver.run(
        AveragingBenchmark.class, heap, Integer.toString(executors), Integer.toString(millions));
  }

  public static void main(String[] arguments) throws IOException {
    int executors = Integer.parseInt(arguments[0]);
    long floats = Integer.parseInt(arguments[1]) * 1_000_000L;
    try (JavaSparkContext spark = BenchmarkDriver.spark("averaging", executors, 1024)) {
      new Cluster(spark, executors, setup(floats)).measure();
    }
  }

  /** A network whose weights and moments together are about that many floats. */
  private static TrainingSetup<GlyphPair> setup(long floats) {
    int channels = 4;
    while (3 * parameters(setup(channels)) < floats) {
      channels++;
    }
    return setup(channels);
  }

  private static TrainingSetup<GlyphPair> setup(int channels) {
    return new TrainingSetup<>(
        new FontTask(
            new UNetOptions(
                UNetOptions.Kind.ZI2ZI_UNET, 64, 1, channels, 1, 16, AttentionOptions.NONE)),
        Map.of(FontTask.GENERATOR, OptimizerOptions.adam(1e-3)),
        1,
        1,
        new AveragingOptions(2, "epoch", Outer.NONE, InnerState.AVERAGE, 0, 0, 1));
  }

  private static long parameters(TrainingSetup<GlyphPair> setup) {
    return setup.layout(FontTask.GENERATOR).parameters().stream()
        .mapToLong(spec -> spec.shape().elements())
        .sum();
  }

  /** One line of the table. */
  private static final class Cluster {
    private final JavaSparkContext spark;
    private final int executors;
    private final TrainingSetup<GlyphPair> setup;
    private final Map<String, List<ParameterGroup>> groups;
    private final AtomicLong bytes = new AtomicLong();
    private final AtomicLong peak = new AtomicLong();

    Cluster(JavaSparkContext spark, int executors, TrainingSetup<GlyphPair> setup) {
      this.spark = spark;
      this.executors = executors;
      this.setup = setup;
      Layout layout = setup.layout(FontTask.GENERATOR);
      List<String> names = layout.parameters().stream().map(TensorSpec::name).toList();
      this.groups = Map.of(FontTask.GENERATOR, List.of(new ParameterGroup(1e-3, names)));
      spark
          .sc()
          .addSparkListener(
              new SparkListener() {
                @Override
                public void onTaskEnd(SparkListenerTaskEnd end) {
                  bytes.addAndGet(
                      end.taskMetrics().shuffleWriteMetrics().bytesWritten()
                          + end.taskMetrics().resultSize());
                }
              });
    }

    void measure() throws IOException {
      watchHeap();
      long travelling = 3 * parameters(setup) * Float.BYTES;
      List<Double> floor = new ArrayList<>();
      List<Double> rounds = new ArrayList<>();
      long moved = 0;
      RoundState state = zeros();
      try (StateSender sender = new StateSender(spark, state)) {
        SentState sent = sender.send(state);
        onEveryExecutor(sent);
        for (int round = 0; round < ROUNDS; round++) {
          floor.add(seconds(() -> broadcast(travelling)));
          bytes.set(0);
          long begin = System.nanoTime();
          state = average(state, sent);
          SentState next = sender.send(state);
          sent.close();
          sent = next;
          onEveryExecutor(sent);
          rounds.add((System.nanoTime() - begin) / 1e9);
          moved = bytes.get() + executors * travelling;
        }
        sent.close();
      }
      System.out.printf(
          Locale.ROOT,
          "%d executors  T %4d M floats (%4d MB)  averaging and broadcast %s s  broadcast alone %s"
              + " s  ratio %.1f  moved %d MB  driver heap at most %d MB of %d%n",
          executors,
          travelling / 4_000_000,
          travelling / 1_000_000,
          words(rounds),
          words(floor),
          last(rounds) / last(floor),
          moved / 1_000_000,
          peak.get() >> 20,
          Runtime.getRuntime().maxMemory() >> 20);
    }

    private static double last(List<Double> seconds) {
      return seconds.subList(1, seconds.size()).stream().mapToDouble(s -> s).min().orElseThrow();
    }

    private static String words(List<Double> seconds) {
      return String.join(
          " / ", seconds.stream().map(s -> String.format(Locale.ROOT, "%.2f", s)).toList());
    }

    private void watchHeap() {
      Thread watch =
          new Thread(
              () -> {
                while (true) {
                  Runtime runtime = Runtime.getRuntime();
                  peak.accumulateAndGet(runtime.totalMemory() - runtime.freeMemory(), Math::max);
                  try {
                    Thread.sleep(5);
                  } catch (InterruptedException e) {
                    return;
                  }
                }
              });
      watch.setDaemon(true);
      watch.start();
    }

    private static double seconds(Runnable work) {
      long begin = System.nanoTime();
      work.run();
      return (System.nanoTime() - begin) / 1e9;
    }

    /** A state of zeros in a sparse file. */
    private RoundState zeros() throws IOException {
      Layout layout = setup.layout(FontTask.GENERATOR);
      long length = 8 + layout.tensors().stream().mapToLong(Noise::bytes).sum();
      Path file = Files.createTempFile("zeros", ".bin");
      Map<String, HostTensor> tensors = new LinkedHashMap<>();
      try (FileChannel channel =
          FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
        channel.write(ByteBuffer.allocate(1), length - 1);
        long position = 0;
        for (TensorSpec spec : layout.tensors()) {
          ByteBuffer values =
              channel.map(FileChannel.MapMode.READ_ONLY, position, Noise.bytes(spec));
          tensors.put(spec.name(), HostTensor.of(spec.dtype(), spec.shape(), values));
          position += Noise.bytes(spec);
        }
      } finally {
        Files.delete(file);
      }
      NetworkState network = NetworkState.untrained(StateDict.of(tensors));
      return new RoundState(Map.of(FontTask.GENERATOR, network), Position.START, 1);
    }

    private void broadcast(long length) {
      List<Broadcast<byte[]>> pieces = new ArrayList<>();
      for (long at = 0; at < length; at += PIECE) {
        pieces.add(spark.broadcast(new byte[(int) Math.min(PIECE, length - at)]));
      }
      List<Long> read =
          each()
              .map(
                  task -> {
                    long sum = 0;
                    for (Broadcast<byte[]> piece : pieces) {
                      sum += piece.value().length;
                    }
                    return sum;
                  })
              .collect();
      if (read.stream().anyMatch(sum -> sum != length)) {
        throw new IllegalStateException("read " + read);
      }
      pieces.forEach(piece -> piece.destroy(true));
    }

    private RoundState average(RoundState before, SentState sent) {
      TrainingSetup<GlyphPair> taskSetup = setup;
      Map<String, List<ParameterGroup>> taskGroups = groups;
      OuterStep outer = Outer.NONE.step(executors, ROUNDS);
      JavaRDD<Tuple2<Long, ShardRecord>> trained =
          each()
              .mapPartitionsWithIndex(
                  (shard, none) -> Noise.records(taskSetup, taskGroups, shard), true);
      Summaries summaries = new Summaries();
      RoundRecords records = setup.records(groups);
      try (RoundMeans means = records.gather(outer, LocalDirectory.path())) {
        AveragingShuffle.run(
            trained,
            records.count(),
            new RecordFold(setup, sent, groups, outer, Velocity.KEPT),
            summaries,
            means);
        TrainedRound round = summaries.join(before, means, 0);
        return new RoundState(
            round.networks(), before.position().next(round.steps(), round.samples()), 1);
      }
    }

    private void onEveryExecutor(SentState sent) {
      each()
          .map(
              task ->
                  StateDictForm.write(sent.read().network(FontTask.GENERATOR))
                      .asMap()
                      .values()
                      .stream()
                      .mapToLong(HostTensor::byteCount)
                      .sum())
          .collect();
    }

    private JavaRDD<Integer> each() {
      return spark.parallelize(IntStream.range(0, executors).boxed().toList(), executors);
    }
  }
}
