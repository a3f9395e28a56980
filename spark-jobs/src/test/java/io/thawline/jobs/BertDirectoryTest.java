package io.thawline.jobs;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.thawline.checkpoint.Checkpoints;
import io.thawline.checkpoint.SafetensorsWriter;
import io.thawline.io.LocalSource;
import io.thawline.io.Source;
import io.thawline.network.Bert;
import io.thawline.network.BertOptions;
import io.thawline.network.BertOptions.Head;
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
import io.thawline.text.TokenizerFile;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Opens what a text run hands over with {@code from_pretrained}, where there is a Python with torch
 * and transformers: that of the environment's THAWLINE_PYTHON, else python3.
 */
class BertDirectoryTest {
  private static final Path FIXTURES = Path.of("../common/src/test/resources/fixtures/bert");
  private static final Path VOCABULARY = Path.of("../conf/demo/texts/vocab.txt");
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

  @TempDir Path directory;

  @ParameterizedTest
  @CsvSource({
    "seqcls, SEQUENCE, AutoModelForSequenceClassification, 3",
    "tokcls, TOKEN, AutoModelForTokenClassification, 5"
  })
  void fromPretrainedOpensItWithTheSameTokensAndLogits(
      String folder, Head head, String kind, int classes) throws Exception {
    Python.assumeHas("torch", "transformers");
    BertOptions model =
        new BertOptions(BertOptions.Kind.BERT, head, classes, 200, 32, 2, 4, 64, 64, 2, 1e-12, 0);
    List<String> labels = IntStream.range(0, classes).mapToObj(c -> "class " + c).toList();
    TokenizerFile tokenizer = TokenizerFile.read("vocab.txt", Files.readAllBytes(VOCABULARY), true);
    StateDict weights = tensors(FIXTURES.resolve(folder).resolve("pytorch_model.bin"));
    write(new BertDirectory(model, labels, tokenizer).files(), weights);
    JsonNode opened = python(kind);
    int[] tokens = tokens(tokenizer);
    assertThat(opened.get("ids").toString().replace(",", ", ")).isEqualTo(Arrays.toString(tokens));
    float[] logits = logits(model, weights, tokens);
    assertThat(opened.get("logits")).hasSize(logits.length);
    for (int i = 0; i < logits.length; i++) {
      assertThat(opened.get("logits").get(i).floatValue()).isCloseTo(logits[i], within(1e-5f));
    }
    assertThat(opened.get("labels").get("1").asText()).isEqualTo("class 1");
    assertThat(opened.get("missing")).isEmpty();
    assertThat(opened.get("unexpected")).isEmpty();
  }

  private void write(Map<String, byte[]> files, StateDict weights) throws IOException {
    for (Map.Entry<String, byte[]> file : files.entrySet()) {
      Files.write(directory.resolve(file.getKey()), file.getValue());
    }
    try (OutputStream out = Files.newOutputStream(directory.resolve("model.safetensors"))) {
      SafetensorsWriter.write(weights, Map.of(), out);
    }
  }

  private JsonNode python(String kind) throws Exception {
    return new ObjectMapper()
        .readTree(
            Python.run(directory.resolve("errors.txt"), OPEN, directory.toString(), kind, TEXT));
  }

  private static int[] tokens(TokenizerFile file) {
    try (TextTokenizer tokenizer = TextTokenizer.open(file.json().getBytes(UTF_8))) {
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
