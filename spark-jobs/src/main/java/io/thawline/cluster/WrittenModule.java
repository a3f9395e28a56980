package io.thawline.cluster;

import io.thawline.network.OpenedScript;
import io.thawline.network.ScriptNetwork;
import io.thawline.nn.Weights;
import io.thawline.state.NetworkState;
import io.thawline.state.Position;
import io.thawline.state.RoundState;
import java.util.List;
import java.util.Map;
import org.apache.spark.api.java.JavaSparkContext;

/** Has an executor write a user's module with other weights: the driver runs no code of it. */
public final class WrittenModule {
  private static final String MODULE = "module";

  private WrittenModule() {}

  /**
   * The file for {@code torch.jit.load}, in evaluation mode.
   *
   * @param module whose file was sent
   * @param threads of the engine
   */
  public static byte[] of(
      JavaSparkContext spark, OpenedScript module, int threads, NetworkState weights) {
    RoundState state = new RoundState(Map.of(MODULE, weights), Position.START, 0);
    try (StateSender sender = new StateSender(spark, state);
        SentState sent = sender.send(state)) {
      spark.setJobGroup("publish", "write the TorchScript module");
      return spark.parallelize(List.of(threads), 1).map(n -> written(module, n, sent)).first();
    }
  }

  private static byte[] written(OpenedScript module, int threads, SentState sent) {
    ScriptNetwork network = module.network();
    try (Weights weights =
        Weights.load(
            TaskDevice.open(threads), network.layout(), sent.read().network(MODULE), List.of())) {
      return network.archive(weights);
    }
  }
}
