package io.thawline.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import io.thawline.errors.InputRefusedException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

class MutationTest {
  private static final int INPUTS = 2_500;
  private static final int LARGEST = 10_000;

  @Test
  void brokenFilesAreReadOrRefusedAndNothingElse() throws IOException {
    List<byte[]> files = files();
    Random random = new Random(7);
    assertReadOrRefused(() -> mutate(files, random));
  }

  /** A flipped bit anywhere in an archive fails a checksum, so pickles are packed anew. */
  @Test
  void brokenPicklesInSoundArchivesAreReadOrRefusedAndNothingElse() throws IOException {
    List<Map<String, byte[]>> archives = new ArrayList<>();
    for (byte[] file : files()) {
      Map<String, byte[]> archive = ZipFiles.unpack(file);
      if (archive.keySet().stream().anyMatch(MutationTest::isPickle)) {
        archives.add(archive);
      }
    }
    Random random = new Random(8);
    assertReadOrRefused(
        () -> {
          Map<String, byte[]> archive =
              new LinkedHashMap<>(archives.get(random.nextInt(archives.size())));
          archive.replaceAll(
              (name, bytes) -> isPickle(name) ? mutate(List.of(bytes), random) : bytes);
          return ZipFiles.pack(archive);
        });
  }

  private static boolean isPickle(String entry) {
    return entry.endsWith("/data.pkl");
  }

  private static List<byte[]> files() throws IOException {
    List<byte[]> files = new ArrayList<>();
    for (String directory : List.of("formats", "bad")) {
      for (Path path : Fixtures.files(directory)) {
        if (Files.size(path) > 0 && Files.size(path) < LARGEST) {
          files.add(Files.readAllBytes(path));
        }
      }
    }
    return files;
  }

  private static void assertReadOrRefused(Supplier<byte[]> inputs) {
    int refused = 0;
    for (int input = 0; input < INPUTS; input++) {
      try {
        Checkpoints.read(BytesSource.of(inputs.get()));
      } catch (InputRefusedException e) {
        refused++;
      } catch (RuntimeException e) {
        throw new AssertionError("input %d ends in %s".formatted(input, e), e);
      }
    }
    assertThat(refused).isBetween(INPUTS / 2, INPUTS - 1);
  }

  private static byte[] mutate(List<byte[]> files, Random random) {
    byte[] file = files.get(random.nextInt(files.size())).clone();
    int at = random.nextInt(file.length);
    switch (random.nextInt(4)) {
      case 0 -> file[at] ^= (byte) (1 << random.nextInt(8));
      case 1 -> file = Arrays.copyOf(file, at);
      case 2 -> {
        byte[] other = files.get(random.nextInt(files.size()));
        int length = Math.min(random.nextInt(64), Math.min(other.length, file.length - at));
        System.arraycopy(other, random.nextInt(other.length - length + 1), file, at, length);
      }
      default -> {
        for (int i = 0; i < 4 && at + i < file.length; i++) {
          file[at + i] = (byte) random.nextInt(256);
        }
      }
    }
    return file;
  }
}
