package io.thawline.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.thawline.errors.InputRefusedException;
import io.thawline.tensor.HostTensor;
import io.thawline.tensor.Shape;
import io.thawline.tensor.StateDict;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;

class TorchZipReaderTest {
  private static final int MANY = 70_000;

  @Test
  void deflatedEntriesAreRead() {
    assertThat(read(ZipFiles.pack(entries())).tensors().require("w"))
        .isEqualTo(HostTensor.ofFloats(Shape.of(2), 1, 2));
  }

  @Test
  void archiveOfMoreThan65535EntriesIsRead() {
    Map<String, byte[]> entries = entries();
    for (int i = 0; i < MANY; i++) {
      entries.put("a/extra/" + i, new byte[0]);
    }
    assertThat(read(ZipFiles.pack(entries)).tensors().names()).containsExactly("w");
  }

  @Test
  void sizesAndPlacesIn64BitsAreRead() {
    byte[] contents = "contents".getBytes(StandardCharsets.US_ASCII);
    ByteBuffer zip = ByteBuffer.allocate(1000).order(ByteOrder.LITTLE_ENDIAN);
    zip.putInt(0x04034b50)
        .put(new byte[22])
        .putShort((short) 1)
        .putShort((short) 0)
        .put((byte) 'n');
    zip.put(contents);
    final int directory = zip.position();
    zip.putInt(0x02014b50).put(new byte[12]).putInt(crc(contents)).putInt(-1).putInt(-1);
    zip.putShort((short) 1).putShort((short) 28).put(new byte[10]).putInt(-1).put((byte) 'n');
    zip.putShort((short) 1).putShort((short) 24);
    zip.putLong(contents.length).putLong(contents.length).putLong(0);
    final int end64 = zip.position();
    zip.putInt(0x06064b50).put(new byte[36]).putLong(end64 - directory).putLong(directory);
    zip.putInt(0x07064b50).putInt(0).putLong(end64).putInt(1);
    zip.putInt(0x06054b50).put(new byte[4]).putInt(-1).putInt(-1).putInt(-1).putShort((short) 0);
    byte[] file = new byte[zip.position()];
    zip.flip().get(file);

    ZipArchive archive = new ZipArchive(BytesSource.of(file), new MemoryBudget(file.length));

    assertThat(archive.read("n", 100)).isEqualTo(ByteBuffer.wrap(contents));
  }

  @Test
  void flippedBitInAStorageIsRefused() throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    Map<String, HostTensor> tensors = Map.of("w", HostTensor.ofFloats(Shape.of(1), 0x1.9p50f));
    TorchZipWriter.write(StateDict.of(tensors), out);
    byte[] file = out.toByteArray();
    int at =
        new String(file, StandardCharsets.ISO_8859_1)
            .indexOf(new String(new byte[] {0, 0, (byte) 0xc8, 0x58}, StandardCharsets.ISO_8859_1));
    file[at] ^= 1;
    assertRefused(file, "archive/data/0 of the zip archive fails its checksum");
  }

  @Test
  void archiveThatPyTorchSavedWithoutChecksumsIsRead() {
    assertThat(
            Fixtures.read(Fixtures.path("unchecked/unchecked.pth"))
                .tensors()
                .require("w")
                .toFloats())
        .containsExactly(0, 1, 2, 3, 4, 5, 6, 7, 8, 9);
  }

  @Test
  void compressedStorageOutOfProportionIsRefused() {
    Map<String, byte[]> entries = entries();
    int elements = 10 << 20;
    entries.put("a/data.pkl", pickle(elements));
    entries.put("a/data/0", new byte[4 * elements]);
    assertRefused(ZipFiles.pack(entries), "out of proportion to its size");
  }

  @Test
  void expandedViewOutOfProportionIsRefused() {
    Map<String, byte[]> entries = entries();
    entries.put("a/data.pkl", pickle(1, 1 << 24, 0));
    entries.put("a/data/0", new byte[4]);
    assertRefused(ZipFiles.pack(entries), "w would take the file to more than");
  }

  @Test
  void bigEndianNumbersAreRefused() {
    Map<String, byte[]> entries = entries();
    entries.put("a/byteorder", "big".getBytes(StandardCharsets.US_ASCII));
    assertRefused(ZipFiles.pack(entries), "big-endian");
  }

  @Test
  void scriptIsRefused() {
    Map<String, byte[]> entries = entries();
    entries.put("a/code/net.py", new byte[0]);
    assertRefused(ZipFiles.pack(entries), "TorchScript");
  }

  @Test
  void severalStateDictsAreNamed() {
    Map<String, byte[]> entries = entries();
    byte[] plain = pickle(2);
    String dict = latin1(plain).substring(2, plain.length - 1);
    String text = "\u0080\u0002}X\1\0\0\0g" + dict + "sX\1\0\0\0d" + dict + "s.";
    entries.put("a/data.pkl", text.getBytes(StandardCharsets.ISO_8859_1));
    assertRefused(ZipFiles.pack(entries), "2 state dicts: g, d");
  }

  @Test
  void dictWithSomethingElseThanTensorsIsRefusedNamingIt() {
    Map<String, byte[]> entries = entries();
    String plain = latin1(pickle(2));
    String text = plain.substring(0, plain.length() - 1) + "X\5\0\0\0epochK\1s.";
    entries.put("a/data.pkl", text.getBytes(StandardCharsets.ISO_8859_1));
    assertRefused(ZipFiles.pack(entries), "no state dict (epoch is an integer)");
  }

  @Test
  void namesFromTheFileCannotBreakTheLineOrFillTheScreen() {
    Map<String, byte[]> entries = entries();
    String name = "\n\u001b".repeat(1000);
    byte[] pickle =
        new PickleOutput()
            .opcode(Opcode.EMPTY_DICT)
            .text(name)
            .integer(1)
            .opcode(Opcode.SETITEM)
            .toBytes();
    entries.put("a/data.pkl", pickle);
    assertThatThrownBy(() -> read(ZipFiles.pack(entries)))
        .hasMessageNotContainingAny("\n", "\u001b")
        .hasMessageMatching(".{1,700}");
  }

  private static Map<String, byte[]> entries() {
    Map<String, byte[]> entries = new LinkedHashMap<>();
    entries.put("a/data.pkl", pickle(2));
    ByteBuffer floats = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN);
    entries.put("a/data/0", floats.putFloat(0, 1).putFloat(4, 2).array());
    return entries;
  }

  private static byte[] pickle(int elements) {
    return pickle(elements, elements, 1);
  }

  private static byte[] pickle(int elements, int size, int stride) {
    return new PickleOutput()
        .opcode(Opcode.EMPTY_DICT)
        .text("w")
        .global("torch._utils", "_rebuild_tensor_v2")
        .opcode(Opcode.MARK)
        .opcode(Opcode.MARK)
        .text("storage")
        .global("torch", "FloatStorage")
        .text("0")
        .text("cpu")
        .integer(elements)
        .opcode(Opcode.TUPLE)
        .opcode(Opcode.BINPERSID)
        .integer(0)
        .integers(size)
        .integers(stride)
        .opcode(Opcode.TUPLE)
        .opcode(Opcode.REDUCE)
        .opcode(Opcode.SETITEM)
        .toBytes();
  }

  private static int crc(byte[] contents) {
    CRC32 crc = new CRC32();
    crc.update(contents);
    return (int) crc.getValue();
  }

  private static String latin1(byte[] bytes) {
    return new String(bytes, StandardCharsets.ISO_8859_1);
  }

  private static Checkpoint read(byte[] file) {
    return Checkpoints.read(BytesSource.of(file));
  }

  private static void assertRefused(byte[] file, String why) {
    assertThatThrownBy(() -> read(file))
        .isInstanceOf(InputRefusedException.class)
        .hasMessageContaining(why);
  }
}
