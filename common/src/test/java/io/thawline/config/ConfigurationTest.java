package io.thawline.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.thawline.config.SampleRecords.Data;
import io.thawline.config.SampleRecords.Optimizer;
import io.thawline.config.SampleRecords.Period;
import io.thawline.config.SampleRecords.Phase;
import io.thawline.config.SampleRecords.Rule;
import io.thawline.config.SampleRecords.Run;
import io.thawline.config.SampleRecords.Sample;
import io.thawline.config.SampleRecords.Store;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Positive;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class ConfigurationTest {
  private static Configuration<Sample> read(String text, String directory) {
    return new ConfigReader(Map.of(), "/work")
        .read(Sample.class, new ConfigSource("a.yaml", text, directory), List.of());
  }

  private static Sample sample(String name, String pattern, Store store) {
    return new Sample(
        new Run(name, "/runs", 7),
        new Data("/fonts/a.ttf", List.of(), true),
        new Optimizer(1e-4, 2, Period.FIXED_STEPS, Map.of("conv", 2.0)),
        new TreeMap<>(Map.of(0, new Phase(List.of(pattern), 4))),
        store);
  }

  @Test
  void theWrittenConfigurationShowsEveryKeyAndNoSecret() {
    Store store = new Store("s3a://me:hush@bucket/x", "hush", List.of(new Rule("a", "keep")));
    assertThat(Configuration.of(sample("tiny", ".*", store)).toYaml())
        .isEqualTo(
            """
            run:
              name: tiny
              dir: /runs
              seed: 7
            data:
              font: /fonts/a.ttf
              more: []
              reuse: true
            optimizer:
              lr: 1.0e-4
              workers: 2
              every: fixed_steps
              scale:
                conv: 2.0
            schedule:
              0:
                params: ['.*']
                max_transition_epoch: 4
            store:
              location: 's3a://***@bucket/x'
              access_token: '***'
              rules:
                -
                  pattern: a
                  action: keep
            """);
  }

  @Test
  void keysAreTabledByKindWithPathsAsTheyWereWritten() {
    String text = "run: {name: x}\ndata: {font: ../a.ttf}\nschedule: {3: {params: [p, q]}}\n";
    Configuration<Sample> here = read(text, "/here/conf");
    Configuration<Sample> there = read(text, "hdfs://n/there/conf");
    assertThat(here.value()).isNotEqualTo(there.value());
    assertThat(here.keys(Key.Kind.IDENTITY))
        .isEqualTo(there.keys(Key.Kind.IDENTITY))
        .containsEntry("data.font", "../a.ttf")
        .containsEntry("schedule.3.params.1", "q")
        .containsEntry("data.more", "[]")
        .doesNotContainKeys("run.name", "schedule.3.max_transition_epoch");
    assertThat(here.keys(Key.Kind.EXTENDABLE))
        .containsExactly(Map.entry("schedule.3.max_transition_epoch", "4"));
    assertThat(here.keys(Key.Kind.FREE))
        .containsEntry("run.dir", "runs/default")
        .containsEntry("run.name", "x");
  }

  @Property(tries = 300)
  void whatIsWrittenReadsBackTheSame(
      @ForAll String name,
      @ForAll String pattern,
      @ForAll @Size(max = 3) Map<String, Double> scale,
      @ForAll @Positive double lr,
      @ForAll long seed,
      @ForAll @Size(max = 3) List<String> actions) {
    Sample sample =
        new Sample(
            new Run(name, "/runs", seed),
            new Data("/fonts/a.ttf", List.of(), false),
            new Optimizer(lr, 2, Period.EPOCH, scale),
            new TreeMap<>(Map.of(5, new Phase(List.of(pattern, "${env:X}" + name), 4))),
            new Store(
                "", "", actions.stream().map(action -> new Rule("$" + action, action)).toList()));
    assertThat(read(Configuration.of(sample).toYaml(), "/work").value()).isEqualTo(sample);
  }
}
