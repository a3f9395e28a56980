package io.thawline.train;

import io.thawline.averaging.OuterStep;
import io.thawline.averaging.RoundMeans;
import io.thawline.averaging.RoundRecords;
import io.thawline.glyph.GlyphPair;
import io.thawline.nn.Device;
import io.thawline.nn.OptimizerOptions;
import io.thawline.schedule.ParameterGroup;
import io.thawline.schedule.Round;
import io.thawline.state.RoundState;
import io.thawline.task.FontTask;
import io.thawline.tensor.Layout;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;

/** Rounds over several shards in one JVM, one shard after another, without Spark. */
final class LocalRounds {
  private static final Path TEMP = Path.of(System.getProperty("java.io.tmpdir"));

  private final Device device;
  private final ShardTrainer<GlyphPair> trainer;
  private final RoundRecords records;
  private final Map<String, List<ParameterGroup>> groups;

  LocalRounds(
      Device device,
      ShardTrainer<GlyphPair> trainer,
      Layout layout,
      OptimizerOptions optimizer,
      List<ParameterGroup> groups) {
    this.device = device;
    this.trainer = trainer;
    this.groups = Map.of(FontTask.GENERATOR, groups);
    Set<String> names = new HashSet<>();
    groups.forEach(group -> names.addAll(group.parameters()));
    this.records =
        new RoundRecords(
            Map.of(FontTask.GENERATOR, layout),
            Map.of(FontTask.GENERATOR, names),
            network -> optimizer.slots());
  }

  /** The state after a round, and how far the shards agreed. */
  record Trained(RoundState state, OptionalDouble cosine) {}

  private record Sent(List<byte[]> records, long samples, long steps) {}

  Trained train(RoundState before, Round round, List<List<GlyphPair>> shards, OuterStep outer) {
    List<Sent> sent = shards.stream().map(shard -> train(before, round, shard)).toList();
    long steps = sent.stream().mapToLong(Sent::steps).max().orElseThrow();
    long samples = sent.stream().mapToLong(Sent::samples).sum();
    try (RoundMeans means = records.gather(outer, TEMP)) {
      for (int number = 0; number < records.count(); number++) {
        RoundRecords.Fold fold = records.fold(number, before, outer);
        for (Sent shard : sent) {
          fold.add(ByteBuffer.wrap(shard.records().get(number)), shard.samples());
        }
        means.put(number, fold.finish());
      }
      RoundState next =
          new RoundState(
              means.join(before, steps), before.position().next(steps, samples), before.seed());
      List<Long> weights = sent.stream().map(Sent::samples).filter(weight -> weight > 0).toList();
      return new Trained(next, means.cosine(weights));
    }
  }

  private Sent train(RoundState before, Round round, List<GlyphPair> shard) {
    try (TrainedShard trained =
        trainer.train(device, before, groups, round, shard, Map.of(), () -> false)) {
      ShardResult result = trained.result();
      if (!result.divergence().isEmpty()) {
        throw new IllegalStateException(result.divergence());
      }
      List<byte[]> all = new ArrayList<>();
      for (int number = 0; number < records.count(); number++) {
        all.add(records.record(number, result.networks()));
      }
      return new Sent(all, result.samples(), result.steps());
    }
  }
}
