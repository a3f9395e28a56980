package io.thawline.cluster;

import io.thawline.network.IdentityProof;
import io.thawline.network.UNetOptions;
import io.thawline.state.NetworkState;
import io.thawline.state.Position;
import io.thawline.state.RoundState;
import io.thawline.tensor.StateDict;
import java.util.List;
import java.util.Map;
import org.apache.spark.api.java.JavaSparkContext;

/** Compares, where tasks run, a network that has added layers with the one it came from. */
public final class IdentityCheck {
  private static final String SOURCE = "source";
  private static final String WEIGHTS = "weights";

  private IdentityCheck() {}

  /**
   * The largest difference between what both draw, see {@link IdentityProof#largestDifference}.
   *
   * @param model the network with added layers
   * @param threads of the engine
   * @param source what the checkpoint holds, under its own names
   * @param weights of the network with added layers
   * @param seed of the random batch
   */
  public static double largestDifference(
      JavaSparkContext spark,
      UNetOptions model,
      int threads,
      StateDict source,
      StateDict weights,
      long seed) {
    RoundState both =
        new RoundState(
            Map.of(
                SOURCE, NetworkState.untrained(source), WEIGHTS, NetworkState.untrained(weights)),
            Position.START,
            seed);
    try (StateSender sender = new StateSender(spark, both);
        SentState sent = sender.send(both)) {
      spark.setJobGroup("check", "compare the network with the checkpoint's");
      return spark
          .parallelize(List.of(seed), 1)
          .map(given -> difference(model, threads, sent, given))
          .first();
    }
  }

  private static double difference(UNetOptions model, int threads, SentState sent, long seed) {
    RoundState both = sent.read();
    return IdentityProof.largestDifference(
        TaskDevice.open(threads),
        model,
        both.network(SOURCE).tensors(),
        both.network(WEIGHTS).tensors(),
        seed);
  }
}
