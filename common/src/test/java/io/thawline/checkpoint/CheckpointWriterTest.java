package io.thawline.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.thawline.errors.ConfigurationException;
import io.thawline.errors.InputRefusedException;
import io.thawline.io.LocalOpener;
import io.thawline.tensor.Cast;
import io.thawline.tensor.DType;
import io.thawline.tensor.HostTensor;
import io.thawline.tensor.Shape;
import io.thawline.tensor.StateDict;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CheckpointWriterTest {
  private static final StateDict TENSORS = tensors();

  @TempDir Path directory;

  /** 64, 64, 8, 32 bytes; two names for one tensor; no order of the alphabet. */
  private static StateDict tensors() {
    HostTensor tied = HostTensor.ofFloats(Shape.of(16), new float[16]);
    Map<String, HostTensor> tensors = new LinkedHashMap<>();
    tensors.put("z.weight", tied);
    tensors.put("a.weight", tied);
    tensors.put("count", HostTensor.ofLongs(Shape.of(), 7));
    tensors.put("m.weight", HostTensor.ofFloats(Shape.of(8), 0, 1, 2, 3, 4, 5, 6, 7));
    return StateDict.of(tensors);
  }

  private Path write(Path out, long maxShardBytes) throws IOException {
    return CheckpointWriter.to(out, maxShardBytes)
        .write(TENSORS, Map.of("round", "3"), Cast.none());
  }

  private static Checkpoint read(Path file) {
    return Models.read(file.toString(), new LocalOpener(), ReadOptions.DEFAULT);
  }

  @ParameterizedTest
  @ValueSource(strings = {"m.pth", "m.safetensors", "m.index.safetensors", "M.PT"})
  void whatIsWrittenIsReadInItsOrder(String name) throws IOException {
    Path file = write(directory.resolve("new").resolve(name), Long.MAX_VALUE);
    assertThat(file).isEqualTo(directory.resolve("new").resolve(name));
    assertThat(read(file).tensors()).isEqualTo(TENSORS);
    assertThat(read(file).tensors().names()).containsExactlyElementsOf(TENSORS.names());
  }

  @Test
  void tiedTensorsStayOneInTorchFilesAlsoWhenCast() throws IOException {
    Path file = directory.resolve("m.pth");
    CheckpointWriter.to(file, Long.MAX_VALUE).write(TENSORS, Map.of(), Cast.to(DType.BFLOAT16));
    StateDict tensors = read(file).tensors();
    assertThat(tensors.require("z.weight")).isSameAs(tensors.require("a.weight"));
    assertThat(tensors.require("m.weight").dtype()).isEqualTo(DType.BFLOAT16);
    assertThat(tensors.require("count").dtype()).isEqualTo(DType.INT64);
  }

  @Test
  void directoryOfPartsIsReadAsOneCheckpoint() throws IOException {
    Path index = write(directory.resolve("model"), 100);
    assertThat(index).hasFileName("model.safetensors.index.json");
    assertThat(files(index.resolveSibling("")))
        .containsExactly(
            "model-00001-of-00003.safetensors",
            "model-00002-of-00003.safetensors",
            "model-00003-of-00003.safetensors",
            "model.safetensors.index.json");
    for (Path place : List.of(index, directory.resolve("model"))) {
      Checkpoint checkpoint = read(place);
      assertThat(checkpoint.format()).isEqualTo("sharded-safetensors");
      assertThat(checkpoint.tensors()).isEqualTo(TENSORS);
      assertThat(checkpoint.tensors().names()).containsExactlyElementsOf(TENSORS.names());
      assertThat(checkpoint.sha256()).hasSize(64);
      assertThat(checkpoint.metadata()).isEqualTo(Map.of("round", "3", "format", "pt"));
    }
  }

  @Test
  void partsNeverReplaceAnotherCheckpoint() throws IOException {
    write(directory.resolve("model"), 100);
    assertThatThrownBy(() -> write(directory.resolve("model"), 100))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("exists");
    Path single = write(directory.resolve("other"), Long.MAX_VALUE);
    assertThatThrownBy(() -> write(directory.resolve("other"), 100))
        .hasMessageContaining(single.toString());
  }

  @Test
  void fileIsReplacedAsAWholeAndAFailureLeavesTheOldOne() throws IOException {
    Path file = write(directory.resolve("m.pth"), Long.MAX_VALUE);
    byte[] old = Files.readAllBytes(file);
    StateDict large = StateDict.of(Map.of("big", HostTensor.ofFloats(Shape.of(1), 1e6f)));
    CheckpointWriter writer = CheckpointWriter.to(file, Long.MAX_VALUE);
    assertThatThrownBy(() -> writer.write(large, Map.of(), Cast.to(DType.FLOAT16)))
        .hasMessage("big: element 0 is 1000000.0, too large for float16");
    assertThatThrownBy(
            () ->
                PlacedFile.write(
                    file,
                    out -> {
                      out.write(1);
                      throw new IOException("disk full");
                    }))
        .hasMessage("disk full");
    assertThat(file).hasBinaryContent(old);
    writer.write(large, Map.of(), Cast.none());
    assertThat(read(file).tensors()).isEqualTo(large);
    assertThat(files(directory)).containsExactly("m.pth");
  }

  @Test
  void linkIsFollowedAndStays() throws IOException {
    Path file = write(directory.resolve("m.pth"), Long.MAX_VALUE);
    Path link = Files.createSymbolicLink(directory.resolve("link.pth"), file);
    write(link, Long.MAX_VALUE);
    assertThat(link).isSymbolicLink();
    assertThat(files(directory)).containsExactly("link.pth", "m.pth");
  }

  @Test
  void nameMustTellTheFormat() {
    assertThatThrownBy(() -> CheckpointWriter.to(directory.resolve("m.onnx"), Long.MAX_VALUE))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("m.onnx");
    assertThatThrownBy(() -> CheckpointWriter.to(directory.resolve("m.pth"), 100))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("one file");
  }

  @Test
  void directoryIsReadInTheOrderOfItsKinds() throws IOException {
    Files.copy(Fixtures.path("formats/zip.pth"), directory.resolve("pytorch_model.bin"));
    assertThat(read(directory).format()).isEqualTo("torch-zip");
    Files.copy(Fixtures.path("formats/plain.safetensors"), directory.resolve("model.safetensors"));
    assertThat(read(directory).format()).isEqualTo("safetensors");
    assertThatThrownBy(() -> read(Files.createDirectory(directory.resolve("empty"))))
        .isInstanceOf(InputRefusedException.class)
        .hasMessageContaining("model.safetensors, model.safetensors.index.json");
  }

  @Test
  void indexThatDoesNotFitItsFilesIsRefused() throws IOException {
    Path index = write(directory.resolve("model"), 100);
    String text = Files.readString(index);
    Map<String, String> problems =
        Map.of(
            text.replace("\"count\"", "\"other\""), "other",
            text.replace("\"count\" : \"model-00002", "\"count\" : \"model-00003"), "count",
            text.replace("model-00002", "../model-00002"), "no plain name",
            text.replace("model-00002", "model-00009"), "model-00009",
            text.replace("weight_map", "weights"), "weight_map",
            text.substring(0, text.length() - 9), "no valid JSON",
            text.replace("\"a.weight\"", "\"z.weight\""), "no valid JSON");
    for (Map.Entry<String, String> problem : problems.entrySet()) {
      Files.writeString(index, problem.getKey());
      assertThatThrownBy(() -> read(index))
          .isInstanceOf(InputRefusedException.class)
          .hasMessageContaining(problem.getValue());
    }
  }

  private static List<String> files(Path directory) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.map(file -> String.valueOf(file.getFileName())).sorted().toList();
    }
  }
}
