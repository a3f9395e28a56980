package io.thawline.storage;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.thawline.errors.ConfigurationException;
import io.thawline.io.Sha256;
import java.io.IOException;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class ManifestCodecTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  private static Manifest manifest() {
    return new Manifest(
        Manifest.FORMAT,
        3,
        Names.newId(),
        Rounds.state(5).position(),
        Long.MIN_VALUE,
        Rounds.record(5),
        new TreeMap<>(Map.of("generator", new DataFile("a/b", 1L << 40, "00ff"))));
  }

  @Test
  void manifestComesBackAsItWas() {
    Manifest manifest = manifest();
    assertThat(ManifestCodec.read(ManifestCodec.write(manifest), "here")).contains(manifest);
  }

  @Test
  void fieldsOfLaterVersionsAreTolerated() throws IOException {
    Manifest manifest = manifest();
    ObjectNode tree = (ObjectNode) JSON.readTree(ManifestCodec.write(manifest));
    tree.remove("sha256");
    tree.put("added", 4);
    tree.withObject("/position").put("added", 0.1);
    tree.put("sha256", Sha256.hex(JSON.writeValueAsBytes(tree)));
    assertThat(ManifestCodec.read(JSON.writeValueAsBytes(tree), "here")).contains(manifest);
  }

  @Test
  void missingFieldsAreNot() throws IOException {
    ObjectNode tree = (ObjectNode) JSON.readTree(ManifestCodec.write(manifest()));
    tree.remove("sha256");
    tree.withObject("/position").remove("step");
    tree.put("sha256", Sha256.hex(JSON.writeValueAsBytes(tree)));
    assertThat(ManifestCodec.read(JSON.writeValueAsBytes(tree), "here")).isEmpty();
  }

  @Test
  void anotherFormatIsRefusedRatherThanTakenForTorn() {
    for (int format : new int[] {Manifest.FORMAT - 1, Manifest.FORMAT + 1}) {
      byte[] text = "{\"format\":%d}".formatted(format).getBytes(UTF_8);
      assertThatThrownBy(() -> ManifestCodec.read(text, "/r/1.json"))
          .isInstanceOf(ConfigurationException.class)
          .hasMessageContaining("/r/1.json was written by another version (format " + format);
    }
  }

  @Test
  void otherJsonIsNoManifest() {
    for (String text : new String[] {"", "null", "[]", "7", "{}", "{\"sha256\":null}"}) {
      assertThat(ManifestCodec.read(text.getBytes(UTF_8), "here")).as(text).isEmpty();
    }
  }
}
