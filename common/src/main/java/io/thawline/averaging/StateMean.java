package io.thawline.averaging;

import io.thawline.state.NetworkState;
import io.thawline.state.RoundState;
import io.thawline.tensor.Layout;
import io.thawline.tensor.TensorSpec;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The mean of several rounds' weights, which often draws better than any of them (Izmailov et al.
 * 2018, arXiv 1803.05407). BatchNorm's statistics combine as those of shards do.
 */
public final class StateMean {
  private StateMean() {}

  /**
   * A state of the mean weights, without what the optimizer remembers.
   *
   * @param layouts by network
   * @param states the latest last, whose position it takes
   * @param weights of each state in the mean
   * @param directory for the mean, which costs no heap
   */
  public static RoundState of(
      Map<String, Layout> layouts, List<RoundState> states, List<Long> weights, Path directory) {
    RoundRecords records = new RoundRecords(layouts, everything(layouts), network -> List.of());
    RoundState last = states.get(states.size() - 1);
    try (RoundMeans means = records.gather(OuterStep.NONE, directory)) {
      for (int number = 0; number < records.count(); number++) {
        RoundRecords.Fold fold = records.fold(number, last, OuterStep.NONE);
        for (int i = 0; i < states.size(); i++) {
          byte[] record = records.record(number, states.get(i).networks());
          fold.add(ByteBuffer.wrap(record), weights.get(i));
        }
        means.put(number, fold.finish());
      }
      Map<String, NetworkState> networks = new TreeMap<>();
      means
          .join(last, 0)
          .forEach((name, state) -> networks.put(name, NetworkState.untrained(state.tensors())));
      return new RoundState(networks, last.position(), last.seed());
    }
  }

  private static Map<String, Set<String>> everything(Map<String, Layout> layouts) {
    Map<String, Set<String>> names = new TreeMap<>();
    layouts.forEach(
        (network, layout) ->
            names.put(
                network,
                layout.parameters().stream().map(TensorSpec::name).collect(Collectors.toSet())));
    return names;
  }
}
