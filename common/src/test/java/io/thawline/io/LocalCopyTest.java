package io.thawline.io;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalCopyTest {
  @TempDir private Path temp;

  /** A file that cannot be mapped. */
  private record Remote(LocalSource file) implements Source {
    @Override
    public String location() {
      return "hdfs://elsewhere/file";
    }

    @Override
    public long size() {
      return file.size();
    }

    @Override
    public void readFully(long position, ByteBuffer into) {
      file.readFully(position, into);
    }

    @Override
    public void close() {
      file.close();
    }
  }

  @Test
  void whatLiesElsewhereIsMappedUnderItsName() throws Exception {
    byte[] contents = new byte[9_000_001];
    new Random(1).nextBytes(contents);
    Path file = Files.write(temp.resolve("file"), contents);
    ByteBuffer mapped;
    try (Source copy = LocalCopy.of(new Remote(LocalSource.open(file)), temp)) {
      assertThat(copy.location()).isEqualTo("hdfs://elsewhere/file");
      assertThat(copy.size()).isEqualTo(contents.length);
      mapped = copy.map(0, contents.length).orElseThrow();
    }
    assertThat(mapped).isEqualTo(ByteBuffer.wrap(contents));
    assertThat(temp).isDirectoryContaining(file::equals).isDirectoryNotContaining("glob:**.copy");
  }

  @Test
  void aFileOfThisMachineIsNotCopied() throws Exception {
    Path file = Files.write(temp.resolve("file"), new byte[3]);
    try (Source source = LocalSource.open(file)) {
      assertThat(LocalCopy.of(source, temp)).isSameAs(source);
    }
  }
}
