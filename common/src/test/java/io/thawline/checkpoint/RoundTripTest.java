package io.thawline.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.thawline.tensor.DType;
import io.thawline.tensor.HostTensor;
import io.thawline.tensor.Shape;
import io.thawline.tensor.StateDict;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class RoundTripTest {
  @Provide
  Arbitrary<HostTensor> tensors() {
    Arbitrary<List<Integer>> dims = Arbitraries.integers().between(0, 4).list().ofMaxSize(4);
    return Combinators.combine(
            Arbitraries.of(DType.values()), dims, Arbitraries.bytes().array(byte[].class).ofSize(8))
        .as(RoundTripTest::tensor);
  }

  private static HostTensor tensor(DType dtype, List<Integer> dims, byte[] pattern) {
    Shape shape = Shape.of(dims.stream().mapToLong(Integer::longValue).toArray());
    ByteBuffer bytes = ByteBuffer.allocate((int) shape.elements() * dtype.bytes());
    for (int i = 0; i < bytes.capacity(); i++) {
      bytes.put(i, (byte) (pattern[i % pattern.length] + i));
    }
    return HostTensor.of(dtype, shape, bytes);
  }

  @Provide
  Arbitrary<Map<String, HostTensor>> dicts() {
    Arbitrary<String> names =
        Arbitraries.strings().withChars("ab.0_é权\"\\\n ").ofMinLength(1).ofMaxLength(12);
    return Arbitraries.maps(names, tensors()).ofMinSize(1).ofMaxSize(6);
  }

  @Property(tries = 300)
  void safetensorsGiveBackWhatWasWritten(@ForAll("dicts") Map<String, HostTensor> tensors)
      throws IOException {
    StateDict dict = StateDict.of(tensors);
    Checkpoint read = read(safetensors(dict, Map.of("b", "2", "a", "é\"")));
    assertThat(read.tensors().asMap()).containsExactlyEntriesOf(dict.asMap());
    assertThat(read.metadata()).isEqualTo(Map.of("b", "2", "a", "é\""));
  }

  @Property(tries = 300)
  void torchZipGivesBackWhatWasWritten(@ForAll("dicts") Map<String, HostTensor> tensors)
      throws IOException {
    StateDict dict = StateDict.of(tensors);
    assertThat(read(torchZip(dict)).tensors().asMap()).containsExactlyEntriesOf(dict.asMap());
  }

  @Test
  void dictsOfMoreThanOneBatchKeepEveryTensor() throws IOException {
    Map<String, HostTensor> tensors = new LinkedHashMap<>();
    for (int i = 0; i < 2000; i++) {
      tensors.put("w" + i, HostTensor.ofLongs(Shape.of(), i));
    }
    StateDict dict = StateDict.of(tensors);
    assertThat(read(torchZip(dict)).tensors().asMap()).containsExactlyEntriesOf(dict.asMap());
  }

  @Test
  void storagesBeginAtMultiplesOf64() throws IOException {
    HostTensor marked =
        HostTensor.of(
            DType.UINT8, Shape.of(3), ByteBuffer.wrap("@#@".getBytes(StandardCharsets.US_ASCII)));
    HostTensor other =
        HostTensor.of(
            DType.UINT8, Shape.of(3), ByteBuffer.wrap("%&%".getBytes(StandardCharsets.US_ASCII)));
    byte[] file = torchZip(StateDict.of(ordered("first", marked, "second", other)));
    String text = new String(file, StandardCharsets.ISO_8859_1);
    assertThat(text.indexOf("@#@") % 64).isZero();
    assertThat(text.indexOf("%&%") % 64).isZero();
  }

  @Test
  void tiedTensorsAreStoredOnceAndStayTied() throws IOException {
    HostTensor tied = HostTensor.ofFloats(Shape.of(2), 1, 2);
    byte[] file = torchZip(StateDict.of(ordered("a", tied, "b", tied)));
    assertThat(new String(file, StandardCharsets.ISO_8859_1)).doesNotContain("archive/data/1");
    StateDict read = read(file).tensors();
    assertThat(read.require("a")).isSameAs(read.require("b"));
  }

  @Test
  void sameTensorsGiveTheSameBytes() throws IOException {
    StateDict dict =
        StateDict.of(
            ordered(
                "a", HostTensor.ofFloats(Shape.of(1), 3), "b", HostTensor.ofLongs(Shape.of(), 4)));
    assertThat(torchZip(dict)).isEqualTo(torchZip(dict));
    assertThat(safetensors(dict, Map.of("x", "1", "y", "2")))
        .isEqualTo(safetensors(dict, new LinkedHashMap<>(Map.of("y", "2", "x", "1"))));
  }

  @Test
  void safetensorsAreAlignedToTheirElements() throws IOException {
    byte[] odd = {1, 2, 3};
    StateDict dict =
        StateDict.of(
            ordered(
                "odd", HostTensor.of(DType.UINT8, Shape.of(3), ByteBuffer.wrap(odd)),
                "wide", HostTensor.ofLongs(Shape.of(1), 0x1122334455667788L)));
    byte[] file = safetensors(dict, Map.of());
    ByteBuffer bytes = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
    long dataStart = Long.BYTES + bytes.getLong(0);
    assertThat(dataStart % Long.BYTES).isZero();
    assertThat(bytes.getLong((int) dataStart)).isEqualTo(0x1122334455667788L);
  }

  @Test
  void tensorNamedLikeTheMetadataIsNotWritten() {
    StateDict dict = StateDict.of(Map.of("__metadata__", HostTensor.ofLongs(Shape.of(), 1)));
    assertThatThrownBy(() -> safetensors(dict, Map.of()))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static Map<String, HostTensor> ordered(
      String first, HostTensor one, String second, HostTensor two) {
    Map<String, HostTensor> tensors = new LinkedHashMap<>();
    tensors.put(first, one);
    tensors.put(second, two);
    return tensors;
  }

  private static Checkpoint read(byte[] file) {
    return Checkpoints.read(BytesSource.of(file));
  }

  private static byte[] torchZip(StateDict dict) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    TorchZipWriter.write(dict, out);
    return out.toByteArray();
  }

  private static byte[] safetensors(StateDict dict, Map<String, String> metadata)
      throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    SafetensorsWriter.write(dict, metadata, out);
    return out.toByteArray();
  }
}
