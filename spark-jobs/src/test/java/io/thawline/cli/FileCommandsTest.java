package io.thawline.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.thawline.checkpoint.CheckpointWriter;
import io.thawline.tensor.Cast;
import io.thawline.tensor.HostTensor;
import io.thawline.tensor.Shape;
import io.thawline.tensor.StateDict;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

/** The commands that look at files alone. */
class FileCommandsTest {
  @TempDir Path directory;
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  private String file = "";

  @BeforeEach
  void writeCheckpoint() throws IOException {
    Map<String, HostTensor> tensors = new LinkedHashMap<>();
    tensors.put("b.weight", HostTensor.ofFloats(Shape.of(2), 1, 70_000));
    tensors.put("a.count", HostTensor.ofLongs(Shape.of(), 7));
    file =
        CheckpointWriter.to(directory.resolve("a.pth"), Long.MAX_VALUE)
            .write(StateDict.of(tensors), Map.of(), Cast.none())
            .toString();
  }

  private int run(String... arguments) {
    Console console =
        new Console(
            new PrintStream(out, true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8),
            false);
    AnyPlace files = new AnyPlace(Map.of());
    List<Callable<Integer>> commands =
        List.of(new InspectCommand(console, files), new ConvertCommand(console, files));
    CommandLine line = new CommandLine(new RootCommand());
    commands.forEach(line::addSubcommand);
    return line.setExecutionExceptionHandler(
            (thrown, command, parsed) -> {
              Failure failure = Failure.of(thrown);
              failure.problems().forEach(console::error);
              return failure.exitCode();
            })
        .execute(arguments);
  }

  private String path(String name) {
    return directory.resolve(name).toString();
  }

  @Test
  void inspectPrintsJsonOfTheContract() throws IOException {
    assertThat(run("inspect", file, "--json")).isZero();
    JsonNode json = new ObjectMapper().readTree(out.toByteArray());
    assertThat(json.get("format").asText()).isEqualTo("torch-zip");
    assertThat(json.get("tensors").findValuesAsText("name")).containsExactly("b.weight", "a.count");
    assertThat(json.get("tensors").get(1).get("crc32").asLong()).isEqualTo(1877464688L);
  }

  @Test
  void inspectPrintsTablesAndStatistics() {
    assertThat(run("inspect", "file:" + file, "--stats")).isZero();
    assertThat(out.toString(StandardCharsets.UTF_8))
        .contains("2 tensors (float32, int64), 3 parameters", "70000.0", "non-finite");
  }

  @Test
  void convertKeepsOrderAndCastsFloatingTensorsAlone() {
    assertThat(run("convert", file, path("b.safetensors"), "--dtype", "bfloat16")).isZero();
    assertThat(run("inspect", path("b.safetensors"))).isZero();
    assertThat(out.toString(StandardCharsets.UTF_8))
        .contains("Wrote " + path("b.safetensors"), "source_sha256: ", "bfloat16", "int64");
  }

  @Test
  void convertIntoPartsAndBackIsIdentical() {
    assertThat(run("convert", file, path("parts"), "--max-shard-size", "8B")).isZero();
    assertThat(run("convert", path("parts"), path("back.pth"))).isZero();
    assertThat(directory.resolve("back.pth")).hasSameBinaryContentAs(Path.of(file));
    assertThat(run("inspect", file, "--diff", path("parts"))).isZero();
    assertThat(out.toString(StandardCharsets.UTF_8)).contains("Identical: ");
  }

  @ParameterizedTest
  @CsvSource({
    "c.safetensors, --dtype=float16, 3, b.weight: element 1 is 70000.0",
    "a.pth, --dtype=float32, 2, never replaced",
    "c.txt, --dtype=float32, 2, in which format",
    "a.pth/c.pth, --dtype=float32, 1, Cannot write"
  })
  void outputThatCannotBeIsRefusedAndLeavesNothing(
      String name, String option, int code, String message) throws IOException {
    byte[] before = Files.readAllBytes(Path.of(file));
    assertThat(run("convert", file, path(name), option)).isEqualTo(code);
    assertThat(err.toString(StandardCharsets.UTF_8).lines())
        .singleElement()
        .asString()
        .startsWith("thawline: error: ")
        .contains(message);
    assertThat(Path.of(file)).hasBinaryContent(before);
    assertThat(directory.toFile().list()).containsExactly("a.pth");
  }

  @Test
  void sizesAreReadInTheirUnits() {
    ByteSize size = new ByteSize();
    assertThat(size.convert("123")).isEqualTo(123);
    assertThat(size.convert("1.5 GB")).isEqualTo(1_500_000_000L);
    assertThat(size.convert("2MiB")).isEqualTo(2L << 20);
    for (String wrong : List.of("0", "-1", "5XB", "99999999999GB", "")) {
      assertThat(run("convert", file, path("p"), "--max-shard-size=" + wrong)).isEqualTo(2);
    }
  }
}
