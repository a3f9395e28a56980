package io.thawline.jobs;

import io.thawline.schedule.Origin;
import io.thawline.schedule.PhaseOptions;
import io.thawline.schedule.Schedule;
import io.thawline.schedule.ScheduleLines;
import io.thawline.schedule.ScheduleMode;
import io.thawline.tensor.Layout;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import org.apache.hadoop.conf.Configuration;

/** Tells what a configuration's schedule does, and starts and writes nothing. */
public final class SchedulePreview {
  private static final String COMMENT = "# ";

  private final RunConfig config;
  private final List<String> lines = new ArrayList<>();

  private SchedulePreview(RunConfig config) {
    this.config = config;
  }

  /** The part of a configuration that is shown. */
  private record Shown(SortedMap<Integer, PhaseOptions> schedule) {}

  /**
   * What each phase trains, after a transfer of the configuration's checkpoints; for a mode as
   * comments behind its schedule as YAML, to be edited.
   *
   * @throws io.thawline.errors.UserException when a checkpoint does not fit, or a phase is empty
   */
  public static List<String> lines(RunConfig config, Configuration hadoop) {
    return new SchedulePreview(config).tell(FirstWeights.origin(config, () -> hadoop));
  }

  private List<String> tell(Origin origin) {
    Layout layout = config.model().network().layout();
    List<String> phases = new ArrayList<>(phases(config.phases(), layout, origin));
    String main = config.learned().mainNetwork();
    config
        .networks()
        .forEach(
            (name, plan) -> {
              if (!name.equals(main)) {
                Layout other = plan.model().network().layout();
                phases.add("The " + name + ", beside it");
                phases.addAll(phases(plan.schedule(), other, Origin.NOTHING_NEW));
              }
            });
    if (config.mode() == ScheduleMode.CUSTOM) {
      return phases;
    }
    new io.thawline.config.Configuration<>(new Shown(config.schedule()), Map.of())
        .toYaml()
        .lines()
        .forEach(lines::add);
    config.data().trainingSamples().ifPresent(samples -> hint(samples, layout.groups().size()));
    phases.forEach(line -> lines.add(COMMENT + line));
    return lines;
  }

  private List<String> phases(Schedule schedule, Layout layout, Origin origin) {
    return ScheduleLines.of(schedule, layout, origin, config.phases().lastEpoch());
  }

  private void hint(long samples, int groups) {
    int few = ScheduleMode.groupsFor(samples, groups);
    lines.add(
        few < groups
            ? "# hint: %d samples teach few layers: as a rule of thumb thaw no more than 'top %d groups' of %d, and what is new"
                .formatted(samples, few, groups)
            : "# hint: %d samples are enough to thaw all %d groups".formatted(samples, groups));
  }
}
