package io.thawline.jobs;

import io.thawline.cluster.TrainingSetup;
import io.thawline.schedule.Origin;
import io.thawline.schedule.ParameterGroup;
import io.thawline.schedule.Round;
import io.thawline.schedule.Schedule;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The schedules of the networks beside the main one. They follow the epochs: no verdict moves them.
 */
final class OtherSchedules {
  private final SortedMap<String, Schedule> schedules = new TreeMap<>();

  /** Those of all networks but the main one. */
  OtherSchedules(Map<String, NetworkPlan> plans, String main) {
    plans.forEach((name, plan) -> schedules.put(name, plan.schedule()));
    schedules.remove(main);
  }

  /** What of each network trains in a round. */
  SortedMap<String, List<ParameterGroup>> groups(Round round, TrainingSetup<?> setup) {
    SortedMap<String, List<ParameterGroup>> groups = new TreeMap<>();
    schedules.forEach(
        (network, own) ->
            groups.put(
                network,
                own.groups(own.phaseOf(round.epoch()), setup.layout(network), Origin.NOTHING_NEW)));
    return groups;
  }

  /** Whether none of them changes its phase between two epochs. */
  boolean keepPhase(int epoch, int next) {
    return schedules.values().stream().allMatch(own -> own.phaseOf(epoch) == own.phaseOf(next));
  }
}
