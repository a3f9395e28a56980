package io.thawline.schedule;

import io.thawline.tensor.LayerGroup;
import io.thawline.tensor.LayerKind;
import io.thawline.tensor.Layout;
import io.thawline.tensor.TensorSpec;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Plays the phases of a schedule over one network: what has thawed, and at which rate. */
final class Thawing {
  private final Layout layout;
  private final Origin origin;
  private final Map<String, Integer> depths = new HashMap<>();
  private final Map<String, Thawed> thawed = new LinkedHashMap<>();
  private BatchNorm batchNorm = BatchNorm.LEARN;

  /** A parameter that a phase took, with its rate before the decay by layers. */
  private record Thawed(int phase, double lr, double decay) {
    double rate() {
      return lr * decay;
    }
  }

  Thawing(Layout layout, Origin origin) {
    this.layout = layout;
    this.origin = origin;
    List<LayerGroup> groups = layout.groups();
    for (int i = 0; i < groups.size(); i++) {
      int depth = groups.size() - 1 - i;
      groups.get(i).tensors().forEach(name -> depths.put(name, depth));
    }
  }

  /** Plays the next phase. */
  void play(int number, PhaseOptions phase, double baseLr) {
    phase
        .thawedLr()
        .ifPresent(
            lr ->
                thawed.replaceAll(
                    (name, was) -> was.lr() == 0 ? was : new Thawed(was.phase(), lr, was.decay())));
    Map<String, Double> rates = new HashMap<>();
    phase.rates().forEach((selector, lr) -> taken(selector).forEach(name -> rates.put(name, lr)));
    for (String selector : phase.params()) {
      for (String name : taken(selector)) {
        Thawed now =
            new Thawed(
                number,
                rates.getOrDefault(name, phase.lr().orElse(baseLr)),
                Math.pow(phase.layerDecay(), depths.getOrDefault(name, 0)));
        thawed.merge(name, now, (was, later) -> was.lr() == 0 ? later : was);
      }
    }
    batchNorm = phase.batchNorm();
  }

  private Set<String> taken(String selector) {
    return Selector.parse(selector).of(layout, origin);
  }

  /** What trains, those of one phase and rate together, the earliest thawed first. */
  List<ParameterGroup> groups() {
    Map<Integer, Map<Double, List<String>>> byPhase = new TreeMap<>();
    for (TensorSpec spec : layout.parameters()) {
      Thawed state = thawed.get(spec.name());
      if (state != null && state.rate() > 0 && !isHeld(spec)) {
        byPhase
            .computeIfAbsent(state.phase(), phase -> new LinkedHashMap<>())
            .computeIfAbsent(state.rate(), rate -> new ArrayList<>())
            .add(spec.name());
      }
    }
    List<ParameterGroup> groups = new ArrayList<>();
    byPhase
        .values()
        .forEach(
            rates ->
                rates.forEach(
                    (rate, names) ->
                        groups.add(new ParameterGroup(rate, names, batchNorm == BatchNorm.LEARN))));
    return groups;
  }

  /** Parameters whose rate a phase decided. */
  Set<String> thawedIn(int phase) {
    return thawed.entrySet().stream()
        .filter(entry -> entry.getValue().phase() == phase)
        .map(Map.Entry::getKey)
        .collect(Collectors.toSet());
  }

  /** Parameters that phases took at rate 0, which is frozen, in the layout's order. */
  List<String> atRateZero() {
    return layout.parameters().stream()
        .filter(spec -> thawed.containsKey(spec.name()) && rate(spec) == 0)
        .map(TensorSpec::name)
        .toList();
  }

  private double rate(TensorSpec spec) {
    Thawed state = thawed.get(spec.name());
    return state == null ? 0 : state.rate();
  }

  private boolean isHeld(TensorSpec spec) {
    return batchNorm == BatchNorm.FROZEN && spec.layer() == LayerKind.BATCH_NORM;
  }
}
