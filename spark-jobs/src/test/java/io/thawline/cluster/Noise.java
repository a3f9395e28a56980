package io.thawline.cluster;

import io.thawline.averaging.RoundRecords;
import io.thawline.glyph.GlyphPair;
import io.thawline.schedule.ParameterGroup;
import io.thawline.state.ComputedBy;
import io.thawline.state.Moments;
import io.thawline.state.NetworkState;
import io.thawline.task.FontTask;
import io.thawline.tensor.HostTensor;
import io.thawline.tensor.Layout;
import io.thawline.tensor.StateDict;
import io.thawline.tensor.TensorSpec;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import scala.Tuple2;

/** What a shard might have trained, made up, outside the heap like the engine's memory. */
final class Noise {
  private static @Nullable NetworkState made;

  private Noise() {}

  private static synchronized NetworkState of(Layout layout) {
    if (made == null) {
      made = make(layout);
    }
    return made;
  }

  private static NetworkState make(Layout layout) {
    long largest = layout.tensors().stream().mapToLong(Noise::bytes).max().orElseThrow();
    ByteBuffer noise = ByteBuffer.allocateDirect((int) largest).order(ByteOrder.LITTLE_ENDIAN);
    Random random = new Random(1);
    for (int at = 0; at + Float.BYTES <= largest; at += Float.BYTES) {
      noise.putFloat(at, random.nextFloat());
    }
    Map<String, HostTensor> tensors = new LinkedHashMap<>();
    Map<String, Moments> moments = new LinkedHashMap<>();
    for (TensorSpec spec : layout.tensors()) {
      HostTensor tensor =
          HostTensor.of(spec.dtype(), spec.shape(), noise.slice(0, (int) bytes(spec)));
      tensors.put(spec.name(), tensor);
      moments.put(spec.name(), Moments.of(Map.of("exp_avg", tensor, "exp_avg_sq", tensor), 1));
    }
    return new NetworkState(StateDict.of(tensors), moments);
  }

  /** Records of made-up results. */
  static Iterator<Tuple2<Long, ShardRecord>> records(
      TrainingSetup<GlyphPair> setup, Map<String, List<ParameterGroup>> groups, int shard) {
    RoundRecords records = setup.records(groups);
    NetworkState trained = of(setup.layout(FontTask.GENERATOR));
    Map<String, NetworkState> networks = Map.of(FontTask.GENERATOR, trained);
    ShardSummary summary =
        new ShardSummary(16, 1, new TreeMap<>(), "", new ComputedBy(1, "", "", Map.of()));
    return Stream.concat(
            Stream.of(new Tuple2<>(RecordKey.of(0, shard), new ShardRecord(0, summary.write()))),
            IntStream.range(0, records.count())
                .mapToObj(
                    number ->
                        new Tuple2<>(
                            RecordKey.of(RecordKey.FIRST + number, shard),
                            new ShardRecord(16, records.record(number, networks)))))
        .iterator();
  }

  /** How many a tensor takes. */
  static long bytes(TensorSpec spec) {
    return spec.shape().elements() * spec.dtype().bytes();
  }
}
