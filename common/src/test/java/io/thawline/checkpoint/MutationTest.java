package io.thawline.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.thawline.errors.InputRefusedException;
import io.thawline.tensor.HostTensor;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/**
 * Reads broken files: 5,000 in every build, and as many as {@code -Dthawline.fuzz.inputs} says
 * under the profile {@code fuzz}.
 */
class MutationTest {
  private static final int INPUTS = Integer.getInteger("thawline.fuzz.inputs", 5_000);
  private static final long MOST_NANOS = 20_000_000_000L;
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  private int read;
  private long mostNanos;
  private double mostAllocated;

  /** Allocations are counted for this thread alone, garbage included. */
  @Test
  void brokenFilesAreReadOrRefusedWithinTheirLimitsAndNothingElse() throws IOException {
    Mutations mutations = new Mutations();
    read(mutations.file(0));
    mostAllocated = 0;
    mostNanos = 0;
    read = 0;
    for (int number = 0; number < INPUTS; number++) {
      byte[] file = mutations.file(number);
      try {
        read(file);
      } catch (RuntimeException | Error e) {
        throw new AssertionError("file %d of %d bytes: %s".formatted(number, file.length, e), e);
      }
    }
    System.out.printf(
        "%d broken files: %d read, %d refused; at most %.0f%% of the bytes allowed, %d ms a file%n",
        INPUTS, read, INPUTS - read, 100 * mostAllocated, mostNanos / 1_000_000);
    assertThat(read).isBetween(INPUTS / 100, INPUTS / 2);
    assertThat(Files.exists(Path.of("FIXTURE_PWNED"))).isFalse();
  }

  private void read(byte[] file) {
    BytesSource source = BytesSource.of(file);
    long allocated = THREADS.getCurrentThreadAllocatedBytes();
    long start = System.nanoTime();
    boolean loaded = loads(source);
    long nanos = System.nanoTime() - start;
    allocated = THREADS.getCurrentThreadAllocatedBytes() - allocated;
    long limit = 4L * file.length + (16L << 20);
    assertThat(allocated).as("bytes allocated").isLessThanOrEqualTo(limit);
    assertThat(nanos).as("nanoseconds").isLessThan(MOST_NANOS);
    mostAllocated = Math.max(mostAllocated, (double) allocated / limit);
    mostNanos = Math.max(mostNanos, nanos);
    read += loaded ? 1 : 0;
  }

  private static boolean loads(BytesSource source) {
    try {
      Checkpoint checkpoint = Checkpoints.read(source);
      return checkpoint.tensors().asMap().values().stream().mapToLong(HostTensor::crc32).sum() >= 0;
    } catch (InputRefusedException e) {
      assertThat(e.getMessage()).startsWith("Cannot read memory.pth: ").doesNotContain("\n");
      return false;
    }
  }
}
