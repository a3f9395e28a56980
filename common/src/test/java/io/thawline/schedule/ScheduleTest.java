package io.thawline.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.thawline.errors.ConfigurationException;
import io.thawline.tensor.DType;
import io.thawline.tensor.Init;
import io.thawline.tensor.LayerKind;
import io.thawline.tensor.Layout;
import io.thawline.tensor.Shape;
import io.thawline.tensor.TensorSpec;
import io.thawline.tensor.TensorSpec.Role;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class ScheduleTest {
  private static final Layout LAYOUT =
      new Layout(List.of(spec("down.0"), spec("down.1"), spec("att.q"), spec("att.gamma")));

  private static final Origin TRANSFERRED = new Origin(Set.of());

  @Test
  void laterPhasesKeepWhatEarlierOnesThawed() {
    Schedule schedule = twoPhases(OptionalDouble.empty());
    assertThat(schedule.groups(0, LAYOUT, TRANSFERRED))
        .containsExactly(new ParameterGroup(1e-3, List.of("att.q", "att.gamma")));
    assertThat(schedule.groups(1, LAYOUT, TRANSFERRED))
        .containsExactly(
            new ParameterGroup(1e-3, List.of("att.q", "att.gamma")),
            new ParameterGroup(2e-4, List.of("down.0", "down.1")));
  }

  @Test
  void thawedRateReplacesTheRateOfEarlierPhases() {
    Schedule schedule = twoPhases(OptionalDouble.of(5e-4));
    assertThat(schedule.groups(1, LAYOUT, TRANSFERRED))
        .extracting(ParameterGroup::lr)
        .containsExactly(5e-4, 2e-4);
    assertThat(schedule.groups(0, LAYOUT, TRANSFERRED))
        .extracting(ParameterGroup::lr)
        .containsExactly(1e-3);
  }

  @Test
  void patternThatMatchesNothingIsNamed() {
    Schedule schedule = Schedule.of(new TreeMap<>(Map.of(0, phase("no.*", 1))), 1e-3);
    assertThat(schedule.unmatched(LAYOUT))
        .singleElement()
        .asString()
        .startsWith("schedule.0.params: 'no.*' matches none of the model's 4 parameters");
  }

  @Test
  void patternsMatchWholeNames() {
    Schedule schedule = Schedule.of(new TreeMap<>(Map.of(0, phase("att", 1))), 1e-3);
    assertThat(schedule.unmatched(LAYOUT)).hasSize(1);
  }

  @Test
  void everyProblemOfTheNumberingIsReported() {
    TreeMap<Integer, PhaseOptions> phases = new TreeMap<>();
    phases.put(0, phase(".*", 3));
    phases.put(2, phase(".*", 3));
    assertThatThrownBy(() -> Schedule.of(phases, 1e-3))
        .isInstanceOfSatisfying(
            ConfigurationException.class, e -> assertThat(e.problems()).hasSize(2));
  }

  @Test
  void bestRoundIsTheOneThatBeatsTheBestByTheMargin() {
    Monitor monitor = new Monitor(new MonitorOptions("val_loss", 0.01), Direction.LOWER);
    Decision start = monitor.first(0.5);
    Decision slight = monitor.judge(start, 1, 0.495);
    Decision better = monitor.judge(slight, 2, 0.4);
    assertThat(slight).isEqualTo(new Decision(false, 0, 0.5));
    assertThat(better).isEqualTo(new Decision(true, 2, 0.4));
    assertThat(monitor.judge(better, 6, 0.45)).isEqualTo(new Decision(false, 2, 0.4));
  }

  private static Schedule twoPhases(OptionalDouble thawedLr) {
    TreeMap<Integer, PhaseOptions> phases = new TreeMap<>();
    phases.put(0, phase("att\\..*", 2));
    phases.put(1, new PhaseOptions(List.of(".*"), OptionalDouble.of(2e-4), thawedLr, 6));
    return Schedule.of(phases, 1e-3);
  }

  private static PhaseOptions phase(String pattern, int lastEpoch) {
    return new PhaseOptions(
        List.of(pattern), OptionalDouble.empty(), OptionalDouble.empty(), lastEpoch);
  }

  private static TensorSpec spec(String name) {
    return new TensorSpec(
        name,
        DType.FLOAT32,
        Shape.of(2),
        Role.PARAMETER,
        LayerKind.CONV,
        new Init.Constant(0),
        false);
  }
}
