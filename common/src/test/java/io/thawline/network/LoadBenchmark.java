package io.thawline.network;

import io.thawline.checkpoint.Checkpoint;
import io.thawline.checkpoint.Checkpoints;
import io.thawline.checkpoint.ReadOptions;
import io.thawline.io.LocalSource;
import io.thawline.io.Source;
import io.thawline.nn.Device;
import io.thawline.nn.Weights;
import io.thawline.state.NetworkState;
import io.thawline.tensor.HostTensor;
import io.thawline.tensor.Layout;
import io.thawline.tensor.StateDict;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/**
 * How long the published zi2zi generator (55,461,505 parameters, 222 MB) takes from its file to the
 * device. Run by hand: {@code java -cp TEST_CLASS_PATH io.thawline.network.LoadBenchmark [FILE]};
 * without a file it writes one. Prints milliseconds: the median of five after two to warm up.
 */
final class LoadBenchmark {
  private static final int WARM_UP = 2;
  private static final int RUNS = 5;
  private static final Device DEVICE = Device.cpu(2);

  private LoadBenchmark() {}

  public static void main(String[] arguments) throws IOException {
    Layout layout = LargeGenerator.LAYOUT;
    if (arguments.length > 0) {
      run(layout, Path.of(arguments[0]));
    } else {
      Path file = Files.createTempFile("thawline", ".pth");
      try {
        LargeGenerator.write(file);
        run(layout, file);
      } finally {
        Files.delete(file);
      }
    }
  }

  private static void run(Layout layout, Path file) {
    ReadOptions plain = ReadOptions.DEFAULT.withoutDigest();
    report("read", () -> requireTensors(layout, read(file, plain)));
    Checkpoint whole = read(file, plain);
    report("finite scan", () -> requireFinite(whole.tensors()));
    report("read, in place", () -> place(layout, read(file, plain)));
    report(
        "read with SHA-256, scanned, in place",
        () -> {
          Checkpoint checkpoint = read(file, ReadOptions.DEFAULT);
          requireFinite(checkpoint.tensors());
          place(layout, checkpoint);
        });
  }

  private static Checkpoint read(Path file, ReadOptions options) {
    try (Source source = LocalSource.open(file)) {
      return Checkpoints.read(source, options);
    }
  }

  private static void requireTensors(Layout layout, Checkpoint checkpoint) {
    if (checkpoint.tensors().size() != layout.size()) {
      throw new IllegalStateException("the file is another network's");
    }
  }

  private static void requireFinite(StateDict tensors) {
    if (!tensors.asMap().values().stream().allMatch(HostTensor::isFinite)) {
      throw new IllegalStateException("the file holds NaN or infinity");
    }
  }

  private static void place(Layout layout, Checkpoint checkpoint) {
    NetworkState state = NetworkState.untrained(checkpoint.tensors());
    Weights.load(DEVICE, layout, state, List.of()).close();
  }

  private static void report(String what, Runnable work) {
    long[] nanos = new long[RUNS];
    for (int run = -WARM_UP; run < RUNS; run++) {
      long start = System.nanoTime();
      work.run();
      nanos[Math.max(0, run)] = System.nanoTime() - start;
    }
    Arrays.sort(nanos);
    System.out.printf("%-40s %7.1f ms%n", what, nanos[RUNS / 2] / 1e6);
  }
}
