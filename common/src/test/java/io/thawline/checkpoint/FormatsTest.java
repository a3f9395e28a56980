package io.thawline.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.thawline.errors.InputRefusedException;
import io.thawline.tensor.StateDict;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class FormatsTest {
  private static final JsonNode EXPECTED = Fixtures.json("formats/expected.json");

  static Stream<String> filesThatLoad() {
    Iterable<String> names = EXPECTED::fieldNames;
    return StreamSupport.stream(names.spliterator(), false)
        .filter(name -> EXPECTED.get(name).isObject());
  }

  @ParameterizedTest
  @MethodSource("filesThatLoad")
  void tensorsAreThoseThatPyTorchWrote(String file) {
    StateDict tensors = Fixtures.read(Fixtures.path("formats/" + file)).tensors();
    assertThat(describe(tensors)).containsExactlyInAnyOrderElementsOf(expected(file));
  }

  @ParameterizedTest
  @MethodSource("filesThatLoad")
  void torchFilesKeepTheirOrder(String file) {
    StateDict tensors = Fixtures.read(Fixtures.path("formats/" + file)).tensors();
    if (file.endsWith(".pth")) {
      assertThat(describe(tensors)).containsExactlyElementsOf(expected(file));
    }
  }

  private static List<String> describe(StateDict tensors) {
    List<String> lines = new ArrayList<>();
    tensors
        .asMap()
        .forEach(
            (name, t) ->
                lines.add(
                    "%s %s %s %d".formatted(name, t.dtype().torchName(), t.shape(), t.crc32())));
    return lines;
  }

  private static List<String> expected(String file) {
    List<String> lines = new ArrayList<>();
    EXPECTED
        .get(file)
        .fields()
        .forEachRemaining(
            e -> {
              JsonNode t = e.getValue();
              String shape = t.get("shape").toString().replace(",", ", ");
              lines.add(
                  "%s %s (%s) %d"
                      .formatted(
                          e.getKey(),
                          t.get("dtype").asText(),
                          shape.substring(1, shape.length() - 1),
                          t.get("crc32").asLong()));
            });
    return lines;
  }

  @Test
  void formatIsToldByContent() {
    assertThat(Fixtures.read(Fixtures.path("formats/zip.pth")).format()).isEqualTo("torch-zip");
    assertThat(Fixtures.read(Fixtures.path("formats/legacy.pth")).format())
        .isEqualTo("torch-legacy");
    assertThat(Fixtures.read(Fixtures.path("formats/plain.safetensors")).format())
        .isEqualTo("safetensors");
  }

  @Test
  void digestIsThatOfTheWholeFile() throws IOException, NoSuchAlgorithmException {
    Path file = Fixtures.path("formats/zip.pth");
    byte[] digest = MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file));
    assertThat(Fixtures.read(file).sha256()).isEqualTo(HexFormat.of().formatHex(digest));
  }

  @Test
  void theOnlyStateDictOfAFullCheckpointIsFoundAndNamed() {
    Path file = Fixtures.path("formats/checkpoint_full.pth");
    assertThat(Fixtures.read(file).metadata()).containsEntry("key", "state_dict");
  }

  @Test
  void tiedTensorsAreOneTensor() {
    StateDict tensors = Fixtures.read(Fixtures.path("formats/views.pth")).tensors();
    assertThat(tensors.require("tied_a")).isSameAs(tensors.require("tied_b"));
  }

  @Test
  void wholeModuleIsRefusedAndSaysWhatToSaveInstead() {
    Path file = Fixtures.path("formats/whole_module.pth");
    assertThatThrownBy(() -> Fixtures.read(file))
        .isInstanceOf(InputRefusedException.class)
        .hasMessageContainingAll(
            "torch.nn.modules", "byte ", "torch.save(model.state_dict(), path)");
  }
}
