package io.thawline.cluster;

import io.thawline.state.NetworkState;
import io.thawline.state.RoundState;
import io.thawline.state.StateDictForm;
import io.thawline.tensor.HostTensor;
import io.thawline.tensor.StateDict;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.apache.spark.api.java.JavaSparkContext;

/**
 * Sends round states to the executors. What equals the first state stays out of the later ones:
 * frozen tensors travel once a run.
 */
public final class StateSender implements AutoCloseable {
  private final JavaSparkContext spark;
  private final RoundState first;
  private final Map<String, SentTensors> sentFirst = new TreeMap<>();

  /** Sends the tensors of the state that the run begins or goes on with. */
  public StateSender(JavaSparkContext spark, RoundState first) {
    this.spark = spark;
    this.first = first;
    first
        .networks()
        .forEach(
            (name, state) ->
                sentFirst.put(name, SentTensors.send(spark, name, StateDictForm.write(state))));
  }

  /** Sends a state; close it when no task reads it any more. */
  public SentState send(RoundState state) {
    Map<String, SentTensors> changes = new TreeMap<>();
    Map<String, Set<String>> gone = new TreeMap<>();
    state
        .networks()
        .forEach(
            (name, network) -> {
              changes.put(name, SentTensors.send(spark, name, changes(name, network)));
              gone.put(name, gone(name, network));
            });
    return new SentState(sentFirst, changes, gone, state.position(), state.seed());
  }

  /** A run that went back to an earlier round forgets moments that the first state has. */
  private Set<String> gone(String name, NetworkState network) {
    Set<String> gone = new HashSet<>(StateDictForm.write(first.network(name)).names());
    gone.removeAll(StateDictForm.write(network).names());
    return gone;
  }

  private StateDict changes(String name, NetworkState network) {
    StateDict known = StateDictForm.write(first.network(name));
    Map<String, HostTensor> changed = new LinkedHashMap<>(StateDictForm.write(network).asMap());
    changed
        .entrySet()
        .removeIf(entry -> known.find(entry.getKey()).filter(entry.getValue()::equals).isPresent());
    return StateDict.of(changed);
  }

  /** Frees the first state; no task may read a later one any more. */
  @Override
  public void close() {
    sentFirst.values().forEach(SentTensors::destroy);
  }
}
