package io.thawline.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.thawline.cluster.SparkSettings;
import io.thawline.config.ConfigReader;
import io.thawline.config.ConfigSource;
import io.thawline.config.Configuration;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whole runs on made-up texts, from a tiny BERT, on two shards. */
class TextRunTest {
  private static final Path CONF = Path.of("..", "conf").toAbsolutePath().normalize();

  @TempDir static Path temp;
  private static SparkSession session;

  @BeforeAll
  static void startSpark() {
    System.setProperty("spark.master", "local[2]");
    System.setProperty("spark.ui.enabled", "false");
    System.setProperty("spark.sql.shuffle.partitions", "2");
    try {
      session = SparkSettings.open("texts", Optional.empty());
    } finally {
      System.clearProperty("spark.master");
      System.clearProperty("spark.ui.enabled");
      System.clearProperty("spark.sql.shuffle.partitions");
    }
  }

  @AfterAll
  static void stopSpark() {
    session.stop();
  }

  private static void run(String file, String name, Progress progress, String... more)
      throws IOException {
    List<String> overrides = new ArrayList<>(List.of(more));
    overrides.add("run.dir=" + temp.resolve(name));
    ConfigSource source =
        new ConfigSource(
            file, Files.readString(CONF.resolve(file + ".yaml")), CONF.toString());
    Configuration<RunConfig> configuration =
        new ConfigReader(Map.of(), CONF.toString()).read(RunConfig.class, source, overrides);
    RunContext context = RunContext.open(session, configuration, progress, store -> {});
    try {
      new FineTune(context).run();
    } finally {
      context.store().close();
    }
  }

  private static JsonNode best(String name, String metric) throws IOException {
    JsonNode best = null;
    for (String line : Files.readAllLines(temp.resolve(name).resolve("metrics.jsonl"))) {
      JsonNode round = new ObjectMapper().readTree(line);
      if (best == null || round.get(metric).asDouble() > best.get(metric).asDouble()) {
        best = round;
      }
    }
    return best.get(metric);
  }

  @ParameterizedTest
  @CsvSource({"texts, accuracy", "names, entity_f1", "relations, accuracy"})
  void eachTaskLearnsItsCorpus(String file, String metric) throws IOException {
    long start = System.nanoTime();
    run(file, file, new Silent());
    System.err.println(file + " s " + (System.nanoTime() - start) / 1e9);
    Files.readAllLines(temp.resolve(file).resolve("metrics.jsonl")).forEach(System.err::println);
    assertThat(best(file, metric).asDouble()).isGreaterThan(0.95);
  }

  private static class Silent implements Progress {
    @Override
    public void stage(String what) {}

    @Override
    public void note(String line) {}

    @Override
    public void resumed(int lastRound) {}

    @Override
    public void committed(int round) {}

    @Override
    public void roundBegins(int round, int roundsAtMost, int phase) {}

    @Override
    public void roundFinished(RoundSummary round) {}

    @Override
    public void finished(List<String> summary) {}
  }

  /** As a driver that dies once that round is durable. */
  private static final class EndingAfter extends Silent {
    private final int last;

    private EndingAfter(int last) {
      this.last = last;
    }

    @Override
    public void committed(int round) {
      if (round == last) {
        throw new IllegalStateException("ended on purpose");
      }
    }
  }
}
