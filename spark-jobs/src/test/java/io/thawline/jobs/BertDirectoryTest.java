package io.thawline.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.thawline.checkpoint.Checkpoints;
import io.thawline.config.Configuration;
import io.thawline.io.LocalSource;
import io.thawline.io.Source;
import io.thawline.network.Bert;
import io.thawline.network.BertOptions;
import io.thawline.network.Images;
import io.thawline.nn.Device;
import io.thawline.nn.Mode;
import io.thawline.nn.StepScope;
import io.thawline.nn.Weights;
import io.thawline.state.NetworkState;
import io.thawline.tensor.StateDict;
import io.thawline.text.TextEncoder;
import io.thawline.text.TextRules;
import io.thawline.text.TextTokenizer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Opens what a text run hands over with {@code from_pretrained}, where there is a Python with torch
 * and transformers: that of the environment's THAWLINE_PYTHON, else python3.
 */
class BertDirectoryTest {
  private static final String TEXT = "Today Émma's BAKERY was lovely, [UNK] 中 zebra!";

  /** Ids and logits of one text, and whether every weight was found and used. */
  private static final String OPEN =
      """
      import sys, json, torch, transformers
      kind = getattr(transformers, sys.argv[2])
      model, info = kind.from_pretrained(sys.argv[1], output_loading_info=True)
      tokenizer = transformers.AutoTokenizer.from_pretrained(sys.argv[1])
      batch = tokenizer(sys.argv[3], return_tensors='pt')
      with torch.no_grad():
          out = model(**batch)
      values = out.logits if hasattr(out, 'logits') else out.last_hidden_state
      print(json.dumps({
          'ids': batch['input_ids'][0].tolist(),
          'logits': values.flatten().tolist(),
          'labels': model.config.id2label,
          'missing': sorted(info['missing_keys']),
          'unexpected': sorted(info['unexpected_keys'])}))
      """;

  @TempDir static Path temp;
  private static SparkSession session;

  @BeforeAll
  static void startSpark() throws InterruptedException {
    Python.assumeHas("torch", "transformers");
    session = LocalRuns.session();
  }

  @AfterAll
  static void stopSpark() {
    if (session != null) {
      session.stop();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "texts.yaml, AutoModelForSequenceClassification",
    "names.yaml, AutoModelForTokenClassification"
  })
  void fromPretrainedOpensWhatRunsHandOverWithTheSameTokensAndLogits(String file, String kind)
      throws Exception {
    Path run = temp.resolve(kind);
    Configuration<RunConfig> configuration =
        LocalRuns.configuration(
            file,
            run,
            "data.batch_size=16",
            "schedule={0: {params: ['.*'], max_transition_epoch: 1}}");
    LocalRuns.fineTune(session, configuration);
    Path handed = run.resolve("final");
    JsonNode opened = python(handed, kind);
    int[] tokens = tokens(Files.readAllBytes(handed.resolve("tokenizer.json")));
    assertThat(opened.get("ids").toString().replace(",", ", ")).isEqualTo(Arrays.toString(tokens));
    BertOptions model = (BertOptions) configuration.value().model();
    float[] logits = logits(model, tensors(handed.resolve("model.pth")), tokens);
    assertThat(opened.get("logits")).hasSize(logits.length);
    for (int i = 0; i < logits.length; i++) {
      assertThat(opened.get("logits").get(i).floatValue()).isCloseTo(logits[i], within(1e-5f));
    }
    assertThat(opened.get("labels").get("1").asText())
        .isEqualTo(
            new ObjectMapper().readTree(handed.resolve("labels.json").toFile()).get(1).asText());
    assertThat(opened.get("missing")).isEmpty();
    assertThat(opened.get("unexpected")).isEmpty();
  }

  private static JsonNode python(Path handed, String kind) throws Exception {
    return new ObjectMapper()
        .readTree(Python.run(temp.resolve("errors.txt"), OPEN, handed.toString(), kind, TEXT));
  }

  private static int[] tokens(byte[] json) {
    try (TextTokenizer tokenizer = TextTokenizer.open(json)) {
      return new TextEncoder(tokenizer, new TextRules(List.of("a"), List.of(), 64, 200))
          .text(TEXT, "a")
          .tokens();
    }
  }

  private static StateDict tensors(Path file) {
    try (Source source = LocalSource.open(file)) {
      return Checkpoints.read(source).tensors();
    }
  }

  private static float[] logits(BertOptions model, StateDict start, int[] tokens) {
    Bert network = model.network();
    Device device = Device.cpu(1);
    long[] ids = IntStream.of(tokens).asLongStream().toArray();
    long[] ones = IntStream.of(tokens).mapToLong(id -> 1).toArray();
    try (Weights weights =
            Weights.load(device, network.layout(), NetworkState.untrained(start), List.of());
        StepScope scope = device.newEvaluation()) {
      return Objects.requireNonNull(
              network
                  .forward(
                      weights,
                      Map.of(
                          Bert.TOKENS, scope.longs(ids, 1, ids.length),
                          Bert.MASK, scope.longs(ones, 1, ids.length),
                          Bert.TYPES, scope.longs(new long[ids.length], 1, ids.length)),
                      Mode.EVALUATION)
                  .get(Images.LOGITS))
          .toFloatArray();
    }
  }
}
