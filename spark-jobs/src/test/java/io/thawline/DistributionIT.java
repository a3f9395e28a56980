package io.thawline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/** The tarball, unpacked where there is nothing but a Java and a Spark. */
@EnabledIfSystemProperty(named = "thawline.distribution", matches = ".+")
class DistributionIT {
  private static final String TARBALL = System.getProperty("thawline.distribution", "");

  @TempDir static Path temp;
  private static Path unpacked;

  @BeforeAll
  static void unpack() throws Exception {
    assertThat(run(temp, List.of("tar", "xzf", TARBALL)).exitCode()).isZero();
    String name = Path.of(TARBALL).getFileName().toString();
    unpacked = temp.resolve(name.substring(0, name.length() - ".tar.gz".length()));
  }

  @Test
  void holdsWhatRunsAndItsLicences() throws IOException {
    try (Stream<Path> files = Files.walk(unpacked)) {
      List<String> names = files.map(file -> unpacked.relativize(file).toString()).toList();
      assertThat(names)
          .contains("LICENSE", "NOTICE", "README.md", "conf/quickstart.yaml", "submit/thawline")
          .contains("conf/demo/fonts-noto-cjk.copyright.txt", "licences/PyTorch.txt")
          .anyMatch(name -> name.matches("lib/thawline-[0-9.]+_" + SparkHome.SCALA + "\\.jar"))
          .anyMatch(name -> name.matches("lib/native/pytorch-native-cpu-.*\\.jar"))
          .noneMatch(name -> name.matches("submit/(quickstart|dist|spark)(/.*)?"));
    }
    assertThat(unpacked.resolve("submit/thawline")).isExecutable();
  }

  /** A network of its own has a loopback device, which Spark talks to itself over, and no other. */
  @Test
  void fineTunesWithoutNetworkAndWithAnEmptyHome() throws Exception {
    assumeTrue(
        run(temp, List.of("unshare", "-rn", "ip", "link", "set", "lo", "up")).exitCode() == 0,
        "this system lets nobody make a network of his own");
    Path home = Files.createDirectory(temp.resolve("home"));
    List<String> command = new ArrayList<>(List.of("unshare", "-rn", "sh", "-c"));
    command.add("ip link set lo up; exec \"$@\"");
    command.addAll(List.of("sh", "env", "-i", "PATH=" + System.getenv("PATH"), "HOME=" + home));
    command.add("JAVA_HOME=" + System.getProperty("java.home"));
    command.add("SPARK_HOME=" + SparkHome.layOut());
    command.addAll(List.of("submit/thawline", "finetune", "--config", "conf/quickstart.yaml"));
    command.addAll(List.of("--set=data.train.first=25", "--set=data.validation.last=10"));
    command.addAll(List.of("--set=data.batch_size=8", "--set=schedule.0.max_transition_epoch=1"));
    command.add("--set=schedule.1.max_transition_epoch=2");
    Program.Ended ended = run(unpacked, command);
    assertThat(ended.exitCode()).as(ended.errors()).isZero();
    Path directory = unpacked.resolve("runs/quickstart");
    assertThat(new ObjectMapper().readTree(directory.resolve("outcome.json").toFile()))
        .hasToString(
            "{\"status\":\"succeeded\",\"exit_code\":0,\"error\":null,\"last_round\":2,\"command\":\"finetune\"}");
    assertThat(directory.resolve("final/model.pth")).isNotEmptyFile();
    assertThat(home).isEmptyDirectory();
  }

  @Test
  void withoutASparkItSaysSo() throws Exception {
    Program.Ended ended =
        run(unpacked, List.of("env", "-u", "SPARK_HOME", "submit/thawline", "prepare"));
    assertThat(ended.exitCode()).isEqualTo(2);
    assertThat(ended.errors()).startsWith("thawline: error: ").contains("set SPARK_HOME");
  }

  private static Program.Ended run(Path directory, List<String> command) throws Exception {
    return new Program(directory, "program", command).run(5);
  }
}
