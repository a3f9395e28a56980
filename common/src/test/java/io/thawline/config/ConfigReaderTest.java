package io.thawline.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.thawline.config.SampleRecords.Period;
import io.thawline.config.SampleRecords.Phase;
import io.thawline.config.SampleRecords.Rule;
import io.thawline.config.SampleRecords.Sample;
import io.thawline.errors.ConfigurationException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ConfigReaderTest {
  private static final String GOOD =
      """
      # a comment
      run:
        name: tiny
      data:
        font: ../fonts/a.ttf
      optimizer:
        lr: 1e-4
      schedule:
        0: {params: ['attention\\..*']}
        1:
          params: [a, b]
          max_transition_epoch: 9
      """;

  private static Configuration<Sample> read(String text, String... overrides) {
    ConfigReader reader =
        new ConfigReader(Map.of("THAW_LR", "0.25", "THAW_EMPTY", ""), "/home/someone");
    ConfigSource source = new ConfigSource("conf/a.yaml", text, "/project/conf");
    return reader.read(Sample.class, source, List.of(overrides));
  }

  private static List<String> problems(String text, String... overrides) {
    return catchThrowableOfType(ConfigurationException.class, () -> read(text, overrides))
        .problems();
  }

  @Test
  void absentKeysTakeTheirDefaults() {
    Sample sample = read(GOOD).value();
    assertThat(sample.run().seed()).isEqualTo(7);
    assertThat(sample.optimizer().every()).isEqualTo(Period.EPOCH);
    assertThat(sample.schedule())
        .containsExactly(
            Map.entry(0, new Phase(List.of("attention\\..*"), 4)),
            Map.entry(1, new Phase(List.of("a", "b"), 9)));
    assertThat(sample.store().rules()).isEmpty();
  }

  @Test
  void numbersMayBeWrittenAsYamlOneOneWouldNotReadThem() {
    assertThat(read(GOOD).value().optimizer().lr()).isEqualTo(1e-4);
  }

  @Test
  void relativePathsStartFromTheFile() {
    Sample sample = read(GOOD).value();
    assertThat(sample.data().font()).isEqualTo("/project/fonts/a.ttf");
    assertThat(sample.run().dir()).isEqualTo("/project/conf/runs/default");
  }

  @Test
  void relativePathsOfAnOverrideStartFromTheWorkingDirectory() {
    assertThat(read(GOOD, "data.font=b.ttf", "data.more=[x, hdfs://n/y, /z]").value().data())
        .isEqualTo(
            new SampleRecords.Data(
                "/home/someone/b.ttf", List.of("/home/someone/x", "hdfs://n/y", "/z"), true));
  }

  @Test
  void pathsResolveOnAnyFileSystem() {
    assertThat(Directories.resolve("hdfs://name:8020/conf", "../data/a"))
        .isEqualTo("hdfs://name:8020/data/a");
    assertThat(Directories.resolve("file:/a b/conf", "./x")).isEqualTo("file:/a b/conf/x");
    assertThat(Directories.resolve("/conf", "")).isEmpty();
  }

  @Test
  void overridesReplaceAddAndCreate() {
    Sample sample =
        read(
                GOOD,
                "schedule.1.params=[nothing_matches]",
                "schedule.1.params.1=c",
                "schedule.2.params=[z]",
                "optimizer.scale.conv=2",
                "run.name=",
                "run.seed=1",
                "run.seed=2")
            .value();
    assertThat(sample.schedule().get(1)).isEqualTo(new Phase(List.of("nothing_matches", "c"), 9));
    assertThat(sample.schedule()).containsKey(2);
    assertThat(sample.optimizer().scale()).containsExactly(Map.entry("conv", 2.0));
    assertThat(sample.run().name()).isEmpty();
    assertThat(sample.run().seed()).isEqualTo(2);
  }

  @Test
  void environmentVariablesStandInValues() {
    Sample sample =
        read(
                GOOD,
                "optimizer.lr=${env:THAW_LR}",
                "run.name=a-${env:THAW_NONE:-b}-${env:THAW_EMPTY:-c}-$${env:X}",
                "store.rules=[{pattern: '${env:THAW_LR}'}]")
            .value();
    assertThat(sample.optimizer().lr()).isEqualTo(0.25);
    assertThat(sample.run().name()).isEqualTo("a-b-c-${env:X}");
    assertThat(sample.store().rules()).containsExactly(new Rule("0.25", "keep"));
  }

  @Test
  void everyProblemIsReportedAtOnceInReadingOrder() {
    assertThat(
            problems(
                """
                run:
                  nmae: tiny
                  seed: often
                data:
                  font: a.ttf
                  reuse: maybe
                optimizer:
                  workers: 0
                  lr: -1
                  every: epochs
                schedule:
                  first: {params: [a]}
                  1: {params: a, max_transition_epoch: 0}
                """,
                "nosuch.key=1",
                "optimizer.workers=zero"))
        .containsExactly(
            "conf/a.yaml:1: run.name is missing (name of the run): write for example"
                + " name: quickstart",
            "conf/a.yaml:2: run.nmae is not a known key: did you mean name? (known here: name, dir,"
                + " seed)",
            "conf/a.yaml:3: run.seed must be a whole number, got 'often': write for example"
                + " seed: 7",
            "conf/a.yaml:6: data.reuse must be true or false, got 'maybe': write for example"
                + " reuse: true",
            "conf/a.yaml:9: optimizer.lr must be above 0, got -1.0: write for example lr: 1e-3",
            "conf/a.yaml:10: optimizer.every must be one of epoch, fixed_steps, got 'epochs': write"
                + " for example every: epoch",
            "conf/a.yaml:12: schedule.first: the key must be a whole number, such as 0",
            "conf/a.yaml:13: schedule.1.params must be a list, got 'a': write for example params:"
                + " ['.*']",
            "conf/a.yaml:13: schedule.1.max_transition_epoch must be at least 1",
            "--set nosuch.key=1: nosuch is not a known key: known here: run, data, optimizer,"
                + " schedule, store",
            "--set optimizer.workers=zero: optimizer.workers must be a whole number, got 'zero':"
                + " write for example workers: 2");
  }

  @Test
  void aRecordNamesAllTheKeysItRefuses() {
    assertThat(problems(GOOD, "optimizer.workers=0", "optimizer.lr=-1"))
        .containsExactly(
            "--set optimizer.workers=0: optimizer.workers must be at least 1, got 0",
            "--set optimizer.lr=-1: optimizer.lr must be above 0, got -1.0: write for example lr:"
                + " 1e-3");
  }

  @Test
  void aMissingBlockIsAMissingKey() {
    assertThat(problems("run: {name: x}\nschedule: {}\n"))
        .containsExactly(
            "conf/a.yaml: data.font is missing (the font to draw from): write for example font:"
                + " font.ttf");
    assertThat(problems("")).hasSize(3).allMatch(line -> line.contains("is missing"));
  }

  @Test
  void wrongShapesSayWhatIsExpected() {
    assertThat(
            problems(
                GOOD,
                "run=tiny",
                "data.font=[a]",
                "optimizer.lr={a: 1}",
                "optimizer.workers=99999999999",
                "optimizer.every=~",
                "schedule=[a]",
                "store.rules=[x]"))
        .containsExactly(
            "--set run=tiny: run must be a block of keys, got 'tiny': write its keys on lines of"
                + " their own: name, dir, seed",
            "--set data.font=[a]: data.font must be one text, got a list: write for example font:"
                + " font.ttf",
            "--set optimizer.lr={a: 1}: optimizer.lr must be a number, got a block of keys: write"
                + " for example lr: 1e-3",
            "--set optimizer.workers=99999999999: optimizer.workers must be a whole number from"
                + " -2147483648 to 2147483647, got '99999999999': write for example workers: 2",
            "--set optimizer.every=~: optimizer.every must be one of epoch, fixed_steps, got no"
                + " value: write for example every: epoch",
            "--set schedule=[a]: schedule must be a block of keys, got a list: write its keys on"
                + " lines of their own: name: value",
            "--set store.rules=[x]: store.rules.0 must be a block of keys, got 'x': write its keys"
                + " on lines of their own: pattern, action");
  }

  @Test
  void overridesThatFitNowhereAreProblems() {
    assertThat(
            problems(
                GOOD,
                "optimizer.lr",
                "=3",
                "run..name=x",
                "run.name.first=x",
                "schedule.1.params.7=x",
                "run.name=[a",
                "run.name=*a"))
        .hasSize(7)
        .satisfies(
            lines -> {
              assertThat(lines.get(0))
                  .isEqualTo(
                      "--set optimizer.lr: not an override: write key.path=value, for example"
                          + " optimizer.lr=1e-3");
              assertThat(lines.get(3))
                  .contains("run.name holds 'tiny', not keys: set run.name itself");
              assertThat(lines.get(4))
                  .contains("schedule.1.params is a list of 2: write an index from 0 to 2");
              assertThat(lines.get(5)).contains("not valid YAML");
              assertThat(lines.get(6)).contains("alias");
            });
  }

  @Test
  void unsetVariablesAreProblems() {
    assertThat(problems(GOOD + "store:\n  location: ${env:THAW_NONE}/${env:}\n"))
        .containsExactly(
            "conf/a.yaml:14: environment variable THAW_NONE is not set: set it, or write"
                + " ${env:THAW_NONE:-default}",
            "conf/a.yaml:14: '${env:' is not closed: write ${env:NAME} or ${env:NAME:-default}");
  }

  @Test
  void syntaxThatIsNotReadNamesItsLine() {
    assertThat(problems("run:\n  name: x\n\tseed: 1\n"))
        .containsExactly("conf/a.yaml:3: a tab indents this line: indent with spaces");
    assertThat(problems("run: {name: x\ndata: 1\n"))
        .singleElement()
        .asString()
        .startsWith("conf/a.yaml:2: not valid YAML: ");
    assertThat(problems(GOOD + "run:\n  name: y\n"))
        .containsExactly("conf/a.yaml:13: 'run' stands here and at conf/a.yaml:2: keep one");
    assertThat(problems(GOOD + "---\nrun: 1\n"))
        .singleElement()
        .asString()
        .contains("conf/a.yaml:14: a second document");
    assertThat(problems(GOOD + "store: &s\n  location: !x y\n"))
        .hasSize(2)
        .allMatch(line -> line.contains("not read"));
    assertThat(problems("just words\n"))
        .containsExactly("conf/a.yaml:1: a configuration is a block of keys, got 'just words'");
  }

  @Test
  void secretsAreInNoMessage() {
    assertThat(problems(GOOD, "store.access_token=[hush]", "store.location=[s3a://me:hush@b/x]"))
        .hasSize(2)
        .noneMatch(line -> line.contains("hush"));
  }
}
