package io.thawline.host;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MachineTest {
  @TempDir Path temp;

  @Test
  void thisMachineHasNoProblem() {
    HostReport report = new HostReport("here");
    Machine.describe(report);
    assertThat(report.problems()).isEmpty();
    assertThat(report.facts()).containsKeys("java", "os", "arch", "glibc", "cores", "memory limit");
    assertThat(report.facts().get("glibc")).matches("2\\.\\d+");
  }

  @Test
  void otherLibraryOfCIsToldByItsName() throws IOException {
    Path maps =
        Files.writeString(
            temp.resolve("maps"), "7f00-7f01 r-xp 0 fe:00 1    /lib/ld-musl-x86_64.so.1\n");
    assertThat(Machine.glibc(maps)).isEqualTo("musl");
    assertThat(Machine.glibc(temp.resolve("none"))).isEqualTo("unknown");
  }

  @Test
  void leastLimitOfTheGroupsAboveCounts() throws IOException {
    Path self = Files.writeString(temp.resolve("cgroup"), "0::/pods/executor\n");
    limit("pods/executor/memory.max", "max");
    limit("pods/memory.max", "2147483648");
    limit("memory.max", "8589934592");
    assertThat(MemoryLimit.of(self, temp.resolve("fs"))).hasValue(2L << 30);
  }

  @Test
  void limitOfAContainerStandsAtItsOwnRoot() throws IOException {
    Path self = Files.writeString(temp.resolve("cgroup"), "5:memory:/docker/abc\n0::/\n");
    limit("memory/memory.limit_in_bytes", "1073741824");
    assertThat(MemoryLimit.of(self, temp.resolve("fs"))).hasValue(1L << 30);
  }

  @Test
  void noLimitIsNone() throws IOException {
    Path self = Files.writeString(temp.resolve("cgroup"), "5:memory:/\n");
    limit("memory/memory.limit_in_bytes", "9223372036854771712");
    assertThat(MemoryLimit.of(self, temp.resolve("fs"))).isEmpty();
    assertThat(MemoryLimit.of(temp.resolve("none"), temp)).isEmpty();
  }

  @Test
  void directoryThatCannotBeMadeIsAProblemWithItsRemedy() throws IOException {
    Path file = Files.createFile(temp.resolve("file"));
    HostReport report = new HostReport("node7");
    ScratchDirectory.describe(file.resolve("scratch"), 1, report);
    assertThat(report.problems())
        .singleElement()
        .asString()
        .startsWith("node7: cannot write to ")
        .contains("spark.local.dir");
  }

  @Test
  void usableDirectoryIsLeftAsItWas() throws IOException {
    HostReport report = new HostReport("here");
    ScratchDirectory.describe(temp, 1 << 20, report);
    assertThat(report.problems()).isEmpty();
    assertThat(temp).isEmptyDirectory();
  }

  @Test
  void directoryWithoutRoomForWhatIsToBeWrittenIsAProblem() {
    HostReport report = new HostReport("here");
    ScratchDirectory.describe(temp, 1L << 60, report);
    assertThat(report.problems()).singleElement().asString().contains("MB free: free space, or ");
  }

  private void limit(String file, String value) throws IOException {
    Path path = temp.resolve("fs").resolve(file);
    Files.createDirectories(path.getParent());
    Files.writeString(path, value + "\n");
  }
}
