package io.thawline.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.thawline.errors.InputRefusedException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalSourceTest {
  @Test
  void bytesComeFromTheirPosition(@TempDir Path directory) throws IOException {
    Path file = Files.write(directory.resolve("f"), new byte[] {1, 2, 3, 4});
    try (Source source = LocalSource.open(file)) {
      assertThat(source.read(1, 2)).isEqualTo(ByteBuffer.wrap(new byte[] {2, 3}));
      assertThat(source.size()).isEqualTo(4);
      assertThat(source.location()).isEqualTo(file.toString());
    }
  }

  @Test
  void fileBeyond2GiBIsReadAtItsEnd(@TempDir Path directory) throws IOException {
    Path file = directory.resolve("sparse");
    long end = 3L << 30;
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      channel.write(ByteBuffer.wrap(new byte[] {7}), end);
    }
    try (Source source = LocalSource.open(file)) {
      assertThat(source.read(end, 1).get(0)).isEqualTo((byte) 7);
    }
  }

  @Test
  void mappedBytesOutliveTheSource(@TempDir Path directory) throws IOException {
    Path file = Files.write(directory.resolve("f"), new byte[] {1, 2, 3, 4});
    ByteBuffer mapped;
    try (Source source = LocalSource.open(file)) {
      mapped = source.map(1, 2).orElseThrow();
    }
    assertThat(mapped).isEqualTo(ByteBuffer.wrap(new byte[] {2, 3}));
    assertThat(mapped.isReadOnly()).isTrue();
    assertThat(mapped.order()).isEqualTo(ByteOrder.LITTLE_ENDIAN);
  }

  @Test
  void bytesAreMappedAcrossRegionsAndBeyond4GiB(@TempDir Path directory) throws IOException {
    Path file = directory.resolve("sparse");
    long end = (5L << 30) + 3;
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      channel.write(ByteBuffer.wrap(new byte[] {7}), (2L << 30) - 1);
      channel.write(ByteBuffer.wrap(new byte[] {8}), end);
    }
    try (Source source = LocalSource.open(file)) {
      assertThat(source.map((2L << 30) - 2, 4).orElseThrow().get(1)).isEqualTo((byte) 7);
      assertThat(source.map(end, 1).orElseThrow().get(0)).isEqualTo((byte) 8);
      int most = Integer.MAX_VALUE - 8;
      assertThat(source.map(end + 1 - most, most).orElseThrow().get(most - 1)).isEqualTo((byte) 8);
    }
  }

  @Test
  void mappingPastTheEndIsRefused(@TempDir Path directory) throws IOException {
    Path file = Files.write(directory.resolve("short"), new byte[] {1});
    try (Source source = LocalSource.open(file)) {
      assertThatThrownBy(() -> source.map(0, 2))
          .isInstanceOf(InputRefusedException.class)
          .hasMessageContaining("ends at byte 1");
    }
  }

  @Test
  void missingFileIsRefused(@TempDir Path directory) {
    Path missing = directory.resolve("nowhere.pth");
    assertThatThrownBy(() -> LocalSource.open(missing))
        .isInstanceOf(InputRefusedException.class)
        .hasMessage("Cannot read %s: there is no such file. Check the path.", missing);
  }

  @Test
  void directoryIsRefused(@TempDir Path directory) {
    assertThatThrownBy(() -> LocalSource.open(directory))
        .isInstanceOf(InputRefusedException.class)
        .hasMessageContaining("it is a directory");
  }

  @Test
  void readingPastTheEndIsRefused(@TempDir Path directory) throws IOException {
    Path file = Files.write(directory.resolve("short"), new byte[] {1});
    try (Source source = LocalSource.open(file)) {
      assertThatThrownBy(() -> source.read(0, 2))
          .isInstanceOf(InputRefusedException.class)
          .hasMessageContaining("ends at byte 1");
    }
  }
}
