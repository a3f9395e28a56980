package io.thawline.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.thawline.config.Configuration;
import io.thawline.errors.ConfigurationException;
import io.thawline.jobs.PlannedRun;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class ComparePlanTest {
  record Read(String file, List<String> overrides) {}

  private static List<PlannedRun<Read>> runs(
      List<String> files, List<Long> seeds, String... varied) {
    List<Variation> variations = new ArrayList<>();
    List.of(varied).forEach(text -> variations.add(Variation.parse(text)));
    CompareCommand.Request request =
        new CompareCommand.Request(files, List.of("data.batch_size=4"), variations, seeds, false);
    return new ComparePlan<Read>(
            request,
            (file, overrides) -> Configuration.of(new Read(file, overrides)),
            "hdfs://h/runs/c")
        .runs();
  }

  private static List<String> arms(List<PlannedRun<Read>> runs) {
    return runs.stream().map(PlannedRun::arm).toList();
  }

  @Test
  void everyCombinationIsTrainedWithEverySeedInADirectoryOfItsOwn() {
    List<PlannedRun<Read>> runs =
        runs(List.of("a.yaml"), List.of(1L, 2L), "x=1,2", "y=[a, b],'c,d'");
    assertThat(arms(runs))
        .containsExactly(
            "x=1, y=[a, b]",
            "x=1, y=[a, b]",
            "x=1, y='c,d'",
            "x=1, y='c,d'",
            "x=2, y=[a, b]",
            "x=2, y=[a, b]",
            "x=2, y='c,d'",
            "x=2, y='c,d'");
    assertThat(runs.get(1).configuration().value().overrides())
        .containsExactly(
            "data.batch_size=4",
            "x=1",
            "y=[a, b]",
            "run.seed=2",
            "run.dir=hdfs://h/runs/c/x-1-y-a-b--run.seed-2");
    assertThat(runs.stream().map(run -> run.configuration().value().overrides().get(4)))
        .doesNotHaveDuplicates();
  }

  @Test
  void filesAreWaysToTrainByTheirNames() {
    assertThat(arms(runs(List.of("conf/a.yaml", "hdfs://h/b.yaml"), List.of())))
        .containsExactly("a", "b");
    assertThat(arms(runs(List.of("a.yaml", "b.yaml"), List.of(), "x=1,2")))
        .containsExactly("a, x=1", "a, x=2", "b, x=1", "b, x=2");
  }

  @Test
  void modesTakeThePlaceOfTheFilesSchedules() {
    List<CompareCommand.Request> asked = new ArrayList<>();
    CommandLine command = new CommandLine(new CompareCommand(asked::add));
    assertThat(command.execute("--config=a.yaml", "--modes=full,scratch", "--vary=x=1,2")).isZero();
    assertThat(asked.get(0).overrides()).containsExactly("schedule={}");
    assertThat(Variation.combinations(asked.get(0).varied()))
        .startsWith(List.of("x=1", "mode=full"), List.of("x=1", "mode=scratch"));
    assertThat(ComparePlan.first(asked.get(0))).containsExactly("schedule={}", "x=1", "mode=full");
  }

  @Test
  void keysAreCalledByTheirLastPartWhereThatTellsThemApart() {
    assertThat(arms(runs(List.of("a.yaml"), List.of(), "optimizer.lr=1.5,2", "mode=full,staged")))
        .startsWith("lr=1.5, mode=full", "lr=1.5, mode=staged");
    assertThat(arms(runs(List.of("a.yaml"), List.of(), "a.lr=1,2", "b.lr=1,2")))
        .startsWith("a.lr=1, b.lr=1");
  }

  @Test
  void waysOfOneNameAreRefused() {
    assertThatThrownBy(() -> runs(List.of("one/a.yaml", "two/a.yaml"), List.of()))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageStartingWith("Two ways to train are both called a");
  }

  @Test
  void aVariationNeedsAKeyAndTwoValues() {
    for (String text : List.of("x", "=1,2", "x=1")) {
      assertThatThrownBy(() -> Variation.parse(text))
          .isInstanceOf(ConfigurationException.class)
          .hasMessageStartingWith("--vary " + text + " names no two values");
    }
  }
}
