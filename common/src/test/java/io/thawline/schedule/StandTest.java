package io.thawline.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import io.thawline.tensor.DType;
import io.thawline.tensor.Init;
import io.thawline.tensor.LayerGroup;
import io.thawline.tensor.LayerKind;
import io.thawline.tensor.Layout;
import io.thawline.tensor.Shape;
import io.thawline.tensor.TensorSpec;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class StandTest {
  private static final Layout LAYOUT =
      new Layout(
          List.of(
              spec("a.weight", LayerKind.CONV),
              spec("a_norm.weight", LayerKind.BATCH_NORM),
              spec("b.weight", LayerKind.CONV),
              spec("b_norm.weight", LayerKind.BATCH_NORM),
              spec("att.q", LayerKind.ATTENTION),
              spec("c.weight", LayerKind.CONV),
              spec("c_norm.weight", LayerKind.BATCH_NORM),
              spec("d.weight", LayerKind.LINEAR)),
          List.of(
              new LayerGroup("a", List.of("a.weight", "a_norm.weight")),
              new LayerGroup("b", List.of("b.weight", "b_norm.weight", "att.q")),
              new LayerGroup("c", List.of("c.weight", "c_norm.weight")),
              new LayerGroup("d", List.of("d.weight"))));
  private static final Origin ATTENTION_IS_NEW = new Origin(Set.of("att.q"));

  private static TensorSpec spec(String name, LayerKind kind) {
    return new TensorSpec(
        name,
        DType.FLOAT32,
        Shape.of(2),
        TensorSpec.Role.PARAMETER,
        kind,
        new Init.Constant(0),
        false);
  }

  private static PhaseOptions phase(String selector, Until until, AtEnd atEnd, int lastEpoch) {
    return new PhaseOptions(
        List.of(selector),
        OptionalDouble.empty(),
        Map.of(),
        1,
        OptionalDouble.empty(),
        BatchNorm.LEARN,
        until,
        2,
        atEnd,
        lastEpoch);
  }

  private static Schedule schedule(PhaseOptions... phases) {
    TreeMap<Integer, PhaseOptions> numbered = new TreeMap<>();
    for (PhaseOptions phase : phases) {
      numbered.put(numbered.size(), phase);
    }
    return Schedule.of(numbered, 1);
  }

  private static Set<String> taken(String selector) {
    return Selector.parse(selector).of(LAYOUT, ATTENTION_IS_NEW);
  }

  @Test
  void layersNextToANewOneAreTakenWithTheirNorms() {
    assertThat(taken("near_new"))
        .containsExactly("b.weight", "b_norm.weight", "c.weight", "c_norm.weight");
    assertThat(taken("new")).containsExactly("att.q");
    assertThat(taken("transferred")).hasSize(7).doesNotContain("att.q");
    assertThat(taken("top 2 groups")).containsExactly("c.weight", "c_norm.weight", "d.weight");
  }

  @Test
  void phaseIsOnAPlateauAfterSoManyOfItsOwnRoundsWithoutANewBest() {
    Schedule schedule = schedule(phase(".*", Until.PLATEAU, AtEnd.KEEP, 90));
    Stand stand = new Stand(0, 5, new TreeSet<>());
    Decision old = new Decision(false, 1, 0.5);
    assertThat(stand.isOver(schedule, 4, 6, old)).isFalse();
    assertThat(stand.isOver(schedule, 5, 6, old)).isFalse();
    assertThat(stand.isOver(schedule, 6, 7, old)).isTrue();
    assertThat(stand.isOver(schedule, 7, 8, new Decision(false, 6, 0.4))).isFalse();
    assertThat(stand.isOver(schedule, 6, 91, new Decision(true, 6, 0.4))).isTrue();
  }

  @Test
  void onlyAPhaseWithoutANewBestIsUndoneAndFrozenAgain() {
    Schedule schedule =
        schedule(
            phase("top 1 groups", Until.EPOCHS, AtEnd.KEEP, 1),
            phase("new", Until.AT_ONCE, AtEnd.ROLL_BACK, 5),
            phase("near_new", Until.EPOCHS, AtEnd.KEEP, 9));
    Stand second = Stand.BEGIN.in(schedule, 2, 1, new Decision(true, 1, 0.5));
    assertThat(second).isEqualTo(new Stand(1, 2, new TreeSet<>()));
    assertThat(second.in(schedule, 3, 2, new Decision(true, 2, 0.4)).undone()).isEmpty();
    Stand third = second.in(schedule, 3, 2, new Decision(false, 1, 0.5));
    assertThat(third.undone()).containsExactly(1);
    assertThat(schedule.groups(2, third.undone(), LAYOUT, ATTENTION_IS_NEW))
        .flatExtracting(ParameterGroup::parameters)
        .contains("d.weight", "b.weight")
        .doesNotContain("att.q");
  }

  private static PhaseOptions rated(
      String params, double lr, Map<String, Double> rates, double thawedLr, int lastEpoch) {
    return new PhaseOptions(
        List.of(params),
        OptionalDouble.of(lr),
        rates,
        1,
        OptionalDouble.of(thawedLr),
        BatchNorm.LEARN,
        Until.EPOCHS,
        3,
        AtEnd.KEEP,
        lastEpoch);
  }

  @Test
  void whatAPhaseTookAtRateZeroThawsInALaterOneThatNamesIt() {
    Schedule schedule =
        schedule(
            rated("new", 1, Map.of("new", 0.0), 1, 1),
            rated("d.*", 1, Map.of(), 0.5, 2),
            rated(".*", 0.1, Map.of(), 0.5, 3));
    assertThat(schedule.groups(0, LAYOUT, ATTENTION_IS_NEW)).isEmpty();
    assertThat(schedule.groups(1, LAYOUT, ATTENTION_IS_NEW))
        .flatExtracting(ParameterGroup::parameters)
        .containsExactly("d.weight");
    assertThat(schedule.groups(2, LAYOUT, ATTENTION_IS_NEW))
        .filteredOn(group -> group.parameters().contains("att.q"))
        .extracting(ParameterGroup::lr)
        .containsExactly(0.1);
  }

  @Test
  void rateOfWhatThawedBeforeIsRefused() {
    Schedule schedule =
        schedule(rated("new", 1, Map.of(), 1, 1), rated(".*", 1, Map.of("new", 0.5), 0.5, 2));
    assertThat(schedule.problems(LAYOUT, ATTENTION_IS_NEW, Set.of()))
        .singleElement()
        .asString()
        .startsWith("schedule.1.rates: 'new' takes nothing that this phase thaws");
  }

  @Test
  void ratesFallByTheDistanceFromTheOutputAndZeroIsFrozen() {
    TreeMap<Integer, PhaseOptions> phases = new TreeMap<>();
    phases.put(
        0,
        new PhaseOptions(
            List.of(".*"),
            OptionalDouble.empty(),
            Map.of("c_norm.*", 0.0),
            0.5,
            OptionalDouble.empty(),
            BatchNorm.FROZEN,
            Until.EPOCHS,
            3,
            AtEnd.KEEP,
            1));
    Schedule schedule = Schedule.of(phases, 1);
    assertThat(schedule.groups(0, LAYOUT, ATTENTION_IS_NEW))
        .containsExactlyInAnyOrder(
            new ParameterGroup(0.125, List.of("a.weight"), false),
            new ParameterGroup(0.25, List.of("b.weight", "att.q"), false),
            new ParameterGroup(0.5, List.of("c.weight"), false),
            new ParameterGroup(1, List.of("d.weight"), false));
    assertThat(schedule.atRateZero(0, Set.of(), LAYOUT, ATTENTION_IS_NEW))
        .containsExactly("c_norm.weight");
  }

  @Test
  void phaseThatThawsNothingFurtherIsRefused() {
    Schedule schedule =
        schedule(
            phase(".*", Until.EPOCHS, AtEnd.KEEP, 1), phase("new", Until.EPOCHS, AtEnd.KEEP, 2));
    assertThat(schedule.problems(LAYOUT, ATTENTION_IS_NEW, Set.of()))
        .singleElement()
        .asString()
        .startsWith("schedule.1 is empty: it thaws nothing that phase 0 does not train");
  }

  @Test
  void phaseMayTryAgainWhatAnEarlierOneMayUndo() {
    Schedule schedule =
        schedule(
            phase("top 1 groups", Until.EPOCHS, AtEnd.KEEP, 1),
            phase("new", Until.EPOCHS, AtEnd.ROLL_BACK, 2),
            rated("new", 0.1, Map.of("new", 0.01), 1, 3),
            phase("new", Until.EPOCHS, AtEnd.KEEP, 4));
    assertThat(schedule.problems(LAYOUT, ATTENTION_IS_NEW, Set.of()))
        .singleElement()
        .asString()
        .startsWith("schedule.3 is empty: it thaws nothing that phase 2 does not train");
  }

  @Test
  void phaseIsNotHeldAgainstOneThatWasUndone() {
    Schedule schedule =
        schedule(
            phase("top 1 groups", Until.EPOCHS, AtEnd.KEEP, 1),
            phase("new", Until.EPOCHS, AtEnd.ROLL_BACK, 2),
            phase("new", Until.EPOCHS, AtEnd.KEEP, 3));
    assertThat(schedule.problems(LAYOUT, ATTENTION_IS_NEW, Set.of())).isEmpty();
    assertThat(schedule.problems(LAYOUT, ATTENTION_IS_NEW, Set.of(1))).isEmpty();
  }

  @Test
  void phaseThatLivesOnOnesThatMayBeUndoneIsRefused() {
    Schedule schedule =
        schedule(phase(".*", Until.EPOCHS, AtEnd.ROLL_BACK, 1), rated("new", 0, Map.of(), 0.5, 2));
    assertThat(schedule.problems(LAYOUT, ATTENTION_IS_NEW, Set.of()))
        .singleElement()
        .asString()
        .startsWith("schedule.1 is empty once the phases before it are undone: all that it could");
  }

  @Test
  void selectorThatTakesNothingIsNamedWithARemedy() {
    Schedule schedule = schedule(phase("new", Until.EPOCHS, AtEnd.KEEP, 1));
    assertThat(schedule.unmatched(LAYOUT)).isEmpty();
    assertThat(schedule.problems(LAYOUT, new Origin(Set.of()), Set.of()))
        .singleElement()
        .asString()
        .startsWith("schedule.0.params: 'new' takes nothing");
  }
}
