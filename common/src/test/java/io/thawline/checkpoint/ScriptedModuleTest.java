package io.thawline.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.thawline.errors.InputRefusedException;
import io.thawline.tensor.FormulaTensors;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.Test;

/** A module that PyTorch scripted, read as data. */
class ScriptedModuleTest {
  private static final int BROKEN = 400;

  @Test
  void tensorsHaveTheNamesAndValuesOfTheStateDict() throws IOException {
    ScriptedModule module = read(Files.readAllBytes(Fixtures.path("networks/scripted_images.pt")));
    assertThat(module.checkpoint().tensors().names())
        .containsExactly(
            "body.0.weight",
            "body.0.bias",
            "body.1.weight",
            "body.1.bias",
            "body.1.running_mean",
            "body.1.running_var",
            "body.3.weight",
            "body.3.bias",
            "body.4.weight",
            "body.4.bias",
            "body.4.running_mean",
            "body.4.running_var",
            "head.weight",
            "head.bias");
    assertThat(module.parameters()).hasSize(10).doesNotContain("body.1.running_mean");
    assertThat(module.others())
        .containsExactly("body.1.num_batches_tracked", "body.4.num_batches_tracked");
    module
        .checkpoint()
        .tensors()
        .asMap()
        .forEach(
            (name, values) ->
                assertThat(values).as(name).isEqualTo(FormulaTensors.values(name, values.shape())));
  }

  @Test
  void stateDictIsNoModule() throws IOException {
    byte[] file = Files.readAllBytes(Fixtures.path("formats/zip.pth"));
    assertThatThrownBy(() -> read(file))
        .isInstanceOf(InputRefusedException.class)
        .hasMessageContaining("it is no TorchScript archive");
  }

  @Test
  void brokenModulesAreReadOrRefusedAndNothingElse() throws IOException {
    Map<String, byte[]> entries = entries();
    byte[] pickle = Objects.requireNonNull(entries.get("scripted_images/data.pkl"));
    Random random = new Random(5);
    int refused = 0;
    for (int i = 0; i < BROKEN; i++) {
      byte[] broken = pickle.clone();
      for (int changes = 1 + random.nextInt(3); changes > 0; changes--) {
        broken[random.nextInt(broken.length)] = pickle[random.nextInt(pickle.length)];
      }
      entries.put("scripted_images/data.pkl", broken);
      byte[] file = ZipFiles.pack(entries);
      try {
        read(file);
      } catch (InputRefusedException e) {
        refused++;
      } catch (RuntimeException | Error e) {
        throw new AssertionError("file " + i, e);
      }
    }
    assertThat(refused).isBetween(BROKEN / 10, BROKEN - 1);
  }

  private static Map<String, byte[]> entries() throws IOException {
    Map<String, byte[]> entries = new LinkedHashMap<>();
    try (ZipFile zip = new ZipFile(Fixtures.path("networks/scripted_images.pt").toFile())) {
      for (ZipEntry entry : Collections.list(zip.entries())) {
        entries.put(entry.getName(), zip.getInputStream(entry).readAllBytes());
      }
    }
    return entries;
  }

  private static ScriptedModule read(byte[] file) {
    return ScriptedModule.read(BytesSource.of(file));
  }
}
