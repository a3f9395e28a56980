package io.thawline.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.thawline.errors.InputRefusedException;
import io.thawline.io.LocalSource;
import io.thawline.tensor.DType;
import io.thawline.tensor.HostTensor;
import io.thawline.tensor.Shape;
import io.thawline.tensor.StateDict;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files above 2 and 4 GiB, most of them holes that take no disk. */
class LargeFilesTest {
  private static final long GIB = 1L << 30;

  @TempDir Path directory;

  @Test
  void smallTensorBehindLargeOnesIsReadFromItsPlace() throws IOException {
    String header =
        """
        {"a":{"dtype":"U8","shape":[1610612736],"data_offsets":[0,1610612736]},\
        "b":{"dtype":"U8","shape":[1610612736],"data_offsets":[1610612736,3221225472]},\
        "c":{"dtype":"U8","shape":[1610612736],"data_offsets":[3221225472,4831838208]},\
        "w":{"dtype":"F32","shape":[2],"data_offsets":[4831838208,4831838216]}}""";
    StateDict tensors = read(safetensors(header, 4831838208L, 1, 2)).tensors();
    assertThat(tensors.require("w")).isEqualTo(HostTensor.ofFloats(Shape.of(2), 1, 2));
    assertThat(tensors.require("c").byteCount()).isEqualTo(1610612736);
  }

  @Test
  void tensorAbove2GibIsRefusedByName() throws IOException {
    String header =
        """
        {"huge":{"dtype":"U8","shape":[2147483648],"data_offsets":[0,2147483648]},\
        "w":{"dtype":"F32","shape":[1],"data_offsets":[2147483648,2147483652]}}""";
    Path file = safetensors(header, 2 * GIB, 1);
    assertThatThrownBy(() -> read(file))
        .isInstanceOf(InputRefusedException.class)
        .hasMessageContaining("huge takes 2147483648 bytes, and tensors above 2 GiB are not read");
  }

  /** Hashing gigabytes of holes takes half a minute. */
  private static Checkpoint read(Path file) {
    try (LocalSource source = LocalSource.open(file)) {
      return Checkpoints.read(source, ReadOptions.DEFAULT.withoutDigest());
    }
  }

  private Path safetensors(String header, long dataLength, float... last) throws IOException {
    Path file = directory.resolve("large.safetensors");
    try (FileChannel channel = sparse(file)) {
      byte[] text = header.getBytes(StandardCharsets.UTF_8);
      channel.write(little(Long.BYTES).putLong(0, text.length));
      channel.write(ByteBuffer.wrap(text));
      channel.write(floats(last), Long.BYTES + text.length + dataLength);
    }
    return file;
  }

  @Test
  void smallViewsOfAStorageAbove2GibBehindByte4GibAreRead() throws IOException {
    long elements = GIB / 2 + 4;
    Path file = directory.resolve("large.pth");
    try (FileChannel channel = sparse(file)) {
      byte[] pickle = pickle(elements);
      Entry first = entry(channel, "a/data.pkl", 0, pickle.length, crc(pickle));
      channel.write(ByteBuffer.wrap(pickle), first.start());
      ByteBuffer last = floats(1, 2, 3, 4);
      long size = elements * Float.BYTES;
      Entry second = entry(channel, "a/data/0", 4 * GIB + 5, size, crcBehindZeros(2 * GIB, last));
      channel.write(last, second.start() + 2 * GIB);
      finish(channel, second.start() + size, first, second);
    }
    StateDict tensors = read(file).tensors();
    assertThat(tensors.require("begin")).isEqualTo(HostTensor.ofFloats(Shape.of(2), 0, 0));
    assertThat(tensors.require("end")).isEqualTo(HostTensor.ofFloats(Shape.of(2), 3, 4));
  }

  @Test
  void viewAbove2GibOfALargeStorageIsRefusedByName() {
    PickleValue.Storage storage = new PickleValue.Storage(DType.FLOAT32, "0", GIB);
    PickleValue.View whole = new PickleValue.View(storage, 0, List.of(GIB), List.of(1L));
    Views views =
        new Views(
            unused -> {
              throw new AssertionError("read before its size was checked");
            },
            new MemoryBudget(8 * GIB));
    assertThatThrownBy(() -> views.resolve(Map.of("all", whole)))
        .hasMessageContaining("all takes 1073741824 elements of float32");
  }

  /** A dict of the first two and the last two elements of one storage of float32. */
  private static byte[] pickle(long elements) {
    PickleOutput pickle = new PickleOutput().opcode(Opcode.EMPTY_DICT);
    view(pickle, "begin", elements, 0);
    view(pickle, "end", elements, elements - 2);
    return pickle.toBytes();
  }

  private static void view(PickleOutput pickle, String name, long elements, long offset) {
    pickle.text(name).global("torch._utils", "_rebuild_tensor_v2");
    pickle.opcode(Opcode.MARK).opcode(Opcode.MARK);
    pickle.text("storage").global("torch", "FloatStorage").text("0").text("cpu").integer(elements);
    pickle.opcode(Opcode.TUPLE).opcode(Opcode.BINPERSID).integer(offset).integers(2).integers(1);
    pickle.opcode(Opcode.TUPLE).opcode(Opcode.REDUCE).opcode(Opcode.SETITEM);
  }

  private record Entry(String name, long header, long size, int crc) {
    long start() {
      return header + 30 + name.length();
    }
  }

  private static Entry entry(FileChannel channel, String name, long header, long size, int crc)
      throws IOException {
    ByteBuffer local = little(30 + name.length());
    local.putInt(0x04034b50).putShort(26, (short) name.length()).position(30);
    channel.write(local.put(ascii(name)).flip(), header);
    return new Entry(name, header, size, crc);
  }

  private static void finish(FileChannel channel, long at, Entry... entries) throws IOException {
    ByteBuffer end = little(1000);
    for (Entry entry : entries) {
      end.putInt(0x02014b50).put(new byte[12]).putInt(entry.crc).putInt(-1).putInt(-1);
      end.putShort((short) entry.name.length()).putShort((short) 28).put(new byte[10]).putInt(-1);
      end.put(ascii(entry.name)).putShort((short) 1).putShort((short) 24);
      end.putLong(entry.size).putLong(entry.size).putLong(entry.header);
    }
    long directory = end.position();
    end.putInt(0x06064b50).put(new byte[36]).putLong(directory).putLong(at);
    end.putInt(0x07064b50).putInt(0).putLong(at + directory).putInt(1);
    end.putInt(0x06054b50).put(new byte[4]).putInt(-1).putInt(-1).putInt(-1).putShort((short) 0);
    channel.write(end.flip(), at);
  }

  private static int crc(byte[] bytes) {
    CRC32 crc = new CRC32();
    crc.update(bytes);
    return (int) crc.getValue();
  }

  private static int crcBehindZeros(long zeros, ByteBuffer last) {
    CRC32 crc = new CRC32();
    byte[] chunk = new byte[1 << 20];
    for (long done = 0; done < zeros; done += chunk.length) {
      crc.update(chunk);
    }
    crc.update(last.duplicate());
    return (int) crc.getValue();
  }

  private static FileChannel sparse(Path file) throws IOException {
    Files.deleteIfExists(file);
    return FileChannel.open(
        file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE, StandardOpenOption.SPARSE);
  }

  private static ByteBuffer floats(float... values) {
    ByteBuffer bytes = little(values.length * Float.BYTES);
    bytes.asFloatBuffer().put(values);
    return bytes;
  }

  private static ByteBuffer little(int capacity) {
    return ByteBuffer.allocate(capacity).order(ByteOrder.LITTLE_ENDIAN);
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
