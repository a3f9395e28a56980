package io.thawline.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.thawline.cluster.TextEncoding;
import io.thawline.config.Configuration;
import io.thawline.errors.InputRefusedException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whole runs on made-up texts, from a tiny BERT, on two shards. */
class TextRunTest {
  /** As Hugging Face wrote it. */
  private static final Path PUBLISHED =
      Path.of("../common/src/test/resources/fixtures/bert/seqcls/config.json");

  /** What a plain BERT has no use for, or what says who wrote it. */
  private static final List<String> UNREAD =
      List.of(
          "add_cross_attention",
          "bos_token_id",
          "eos_token_id",
          "is_decoder",
          "tie_word_embeddings",
          "transformers_version",
          "use_cache");

  @TempDir static Path temp;
  private static final Map<String, byte[]> models = new HashMap<>();
  private static SparkSession session;

  @BeforeAll
  static void startSpark() {
    session = LocalRuns.session();
  }

  @AfterAll
  static void stopSpark() {
    session.stop();
  }

  private static void run(String file, String name, Progress progress, String... more)
      throws IOException {
    LocalRuns.fineTune(session, configuration(file, name, more), progress);
  }

  private static Configuration<RunConfig> configuration(String file, String name, String... more)
      throws IOException {
    return LocalRuns.configuration(file + ".yaml", temp.resolve(name), more);
  }

  private static double best(String name, String metric) throws IOException {
    double best = 0;
    for (String line : Files.readAllLines(temp.resolve(name).resolve("metrics.jsonl"))) {
      best = Math.max(best, new ObjectMapper().readTree(line).get(metric).asDouble());
    }
    return best;
  }

  @ParameterizedTest
  @CsvSource({"texts, accuracy", "names, entity_f1", "relations, accuracy"})
  void eachTaskLearnsItsCorpus(String file, String metric) throws IOException {
    run(file, file, new TinyRuns.Silent());
    assertThat(best(file, metric)).isGreaterThan(0.95);
    JsonNode config = json(file, "final/config.json");
    List<String> labels = new ArrayList<>();
    json(file, "final/labels.json").forEach(label -> labels.add(label.asText()));
    assertThat(labels).hasSize(config.get("id2label").size());
    assertThat(config.get("label2id").get(labels.get(1)).asInt()).isEqualTo(1);
    assertThat(config.get("id2label").get("1").asText()).isEqualTo(labels.get(1));
    List<String> published = fieldsOf(new ObjectMapper().readTree(PUBLISHED.toFile()));
    published.removeAll(UNREAD);
    assertThat(fieldsOf(config)).containsAll(published);
  }

  private static JsonNode json(String name, String file) throws IOException {
    return new ObjectMapper().readTree(temp.resolve(name).resolve(file).toFile());
  }

  private static List<String> fieldsOf(JsonNode node) {
    List<String> fields = new ArrayList<>();
    node.fieldNames().forEachRemaining(fields::add);
    return fields;
  }

  @ParameterizedTest
  @CsvSource({"none", "fgm"})
  void runThatEndedGoesOnExactlyAlsoWithAnAdversary(String adversary) throws IOException {
    String[] settings = {
      "task.adversarial.kind=" + adversary,
      "model.dropout=0.1",
      "schedule.1.max_transition_epoch=3",
      "data.train.where=length(text) < 40"
    };
    String whole = "whole-" + adversary;
    run("texts", whole, new TinyRuns.Silent(), settings);
    String ended = "ended-" + adversary;
    assertThatThrownBy(() -> run("texts", ended, new TinyRuns.EndingAfter(2), settings))
        .hasMessageContaining("ended on purpose");
    run("texts", ended, new TinyRuns.Silent(), settings);
    assertThat(model(ended)).isEqualTo(model(whole));
    models.put(adversary, model(whole));
    assertThat(models.values().stream().map(Arrays::hashCode).distinct())
        .as("adversaries change what is learned")
        .hasSameSizeAs(models.keySet());
  }

  private static byte[] model(String name) throws IOException {
    return Files.readAllBytes(temp.resolve(name).resolve("final/model.safetensors"));
  }

  @Test
  void whatCannotBeLearnedIsRefusedBeforeAnythingTrains() {
    assertThatThrownBy(
            () ->
                run(
                    "texts",
                    "labels",
                    new TinyRuns.Silent(),
                    "task.labels=[negative, fine]",
                    "data.train.where=label = 'positive'"))
        .isInstanceOf(InputRefusedException.class)
        .hasMessageContaining("label 'positive' is none of task.labels (negative, fine)")
        .hasMessageContaining("data.train: ")
        .hasMessageContaining("more texts cannot be learned from");
    assertThatThrownBy(() -> run("names", "long", new TinyRuns.Silent(), "model.max_positions=9"))
        .isInstanceOf(InputRefusedException.class)
        .hasMessageContaining("tokens, and model.max_positions is 9");
    assertThatThrownBy(
            () -> run("texts", "column", new TinyRuns.Silent(), "data.columns.text=sentence"))
        .hasMessage(
            "data.train (%s) has no column sentence, but text, label: name it in data.columns."
                .formatted(LocalRuns.CONF.resolve("demo/texts/reviews.train.csv")));
    assertThatThrownBy(() -> run("texts", "ids", new TinyRuns.Silent(), "data.columns.id=label"))
        .hasMessageContaining("texts have the id negative in column label");
    assertThatThrownBy(() -> run("texts", "none", new TinyRuns.Silent(), "data.train.where=false"))
        .hasMessageContaining("data.train gives no text");
    assertThatThrownBy(
            () -> run("texts", "path", new TinyRuns.Silent(), "data.train.path=nowhere.csv"))
        .isInstanceOf(InputRefusedException.class)
        .hasMessageContaining("Cannot read data.train");
    assertThatThrownBy(() -> run("texts", "head", new TinyRuns.Silent(), "model.head=token"))
        .hasMessageContaining("model.head must be sequence for task.kind text_classification");
  }

  @Test
  void tableOfTheSessionGivesTheSamplesOfItsFileWhateverTheirOrder() throws IOException {
    session
        .read()
        .json(LocalRuns.CONF.resolve("demo/texts/relations.train.jsonl").toString())
        .orderBy("text")
        .createOrReplaceTempView("relations");
    List<String> rows = new ArrayList<>();
    for (String train :
        List.of(
            "data.train={table: relations}",
            "data.train.path=" + LocalRuns.CONF.resolve("demo/texts/relations.train.jsonl"))) {
      Path directory = temp.resolve("rows-" + rows.size());
      prepare(directory, train);
      rows.add(
          String.valueOf(
              TextEncoding.read(session, onlyPart(directory))
                  .map(text -> text.id() + Arrays.toString(text.tokens()))
                  .sortBy(text -> text, true, 1)
                  .collect()));
    }
    assertThat(rows.get(0)).isEqualTo(rows.get(1)).hasSizeGreaterThan(300 * 16);
  }

  private static void prepare(Path directory, String train) throws IOException {
    RunContext context =
        RunContext.open(
            session,
            configuration("relations", directory.getFileName().toString(), train),
            new TinyRuns.Silent(),
            store -> {});
    try {
      new Prepare(context).run();
    } finally {
      context.store().close();
    }
  }

  private static String onlyPart(Path directory) throws IOException {
    try (Stream<Path> parts = Files.list(directory.resolve("prepared"))) {
      return parts.findFirst().orElseThrow().resolve("training.parquet").toString();
    }
  }
}
