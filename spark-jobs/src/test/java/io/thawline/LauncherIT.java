package io.thawline;

import static java.nio.file.StandardCopyOption.COPY_ATTRIBUTES;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Runs submit/thawline: against a Spark whose spark-submit prints what it was given, and on the
 * embedded one.
 */
class LauncherIT {
  private static final Path LAUNCHER = SparkHome.ROOT.resolve("submit").resolve("thawline");

  @TempDir Path temp;
  private Path spark;

  @BeforeEach
  void layOutSpark() throws IOException {
    spark = Files.createDirectory(temp.resolve("a spark"));
    Files.createSymbolicLink(spark.resolve("jars"), Path.of(System.getenv("SPARK_HOME"), "jars"));
    Path submit = Files.createDirectory(spark.resolve("bin")).resolve("spark-submit");
    Files.writeString(submit, "#!/bin/sh\nprintf '%s\\n' \"$@\"\nexit 7\n");
    Files.setPosixFilePermissions(submit, PosixFilePermissions.fromString("rwx------"));
  }

  @AfterEach
  void unlinkSpark() throws IOException {
    Files.delete(spark.resolve("jars"));
  }

  @Test
  void argumentsReachJobAndSparkSubmitUnchanged() throws Exception {
    Program.Ended ended =
        run("finetune", "--master", "spark://h:1", "--set", "a=b c", "--", "--name", "my run");
    assertThat(ended.exitCode()).isEqualTo(7);
    assertThat(ended.out())
        .containsSubsequence("--master", "spark://h:1", "--name", "my run")
        .endsWith("finetune", "--set", "a=b c");
  }

  @Test
  void jarsOfTheUserComeAfterTheNativeLibrary() throws Exception {
    List<String> words = run("prepare", "--", "--jars", "/a/mine.jar").out();
    assertThat(words.get(words.lastIndexOf("--jars") + 1))
        .matches(".*/pytorch-native-cpu-.*\\.jar,file:/a/mine\\.jar");
  }

  @Test
  void masterIsLeftToSparkWhenNoneIsNamed() throws Exception {
    assertThat(run("finetune").out()).doesNotContain("--master");
  }

  @Test
  void linkToTheLauncherWorksFromAnyDirectory() throws Exception {
    Path link = Files.createSymbolicLink(temp.resolve("a link"), LAUNCHER);
    Program.Ended ended = start(link, Map.of("SPARK_HOME", spark.toString()), "prepare");
    Files.delete(link);
    assertThat(ended.out()).endsWith("prepare");
  }

  @Test
  void commandsThatLookAtFilesOfThisMachineStartNoSpark() throws Exception {
    assertThat(run("inspect", "none.pth").exitCode()).as("not spark-submit's").isEqualTo(3);
    assertThat(run("convert", "none.pth", "b.pth").exitCode()).isEqualTo(3);
    assertThat(run("--version").exitCode()).isZero();
    assertThat(run("inspect", "hdfs://name/a.pth").out()).endsWith("inspect", "hdfs://name/a.pth");
    assertThat(run("validate", "--config=s3a://b/a.yaml").exitCode()).isEqualTo(7);
    assertThat(run("inspect", "a.pth", "--", "--conf", "a=b").exitCode()).isEqualTo(7);
    assertThat(run("inspect", "a.pth", "--master", "local").exitCode()).isEqualTo(7);
  }

  @Test
  void checkpointIsInspectedAndConverted() throws Exception {
    Path base = SparkHome.ROOT.resolve("conf/demo/zi2zi64_sans_to_serif.pth");
    assertThat(start(LAUNCHER, Map.of(), "convert", base.toString(), "a model", "--dtype=float32"))
        .isEqualTo(new Program.Ended(0, List.of("Wrote a model/model.safetensors"), List.of()));
    Program.Ended json = start(LAUNCHER, Map.of(), "inspect", "a model", "--json");
    assertThat(json.out())
        .singleElement()
        .asString()
        .startsWith("{\"format\":\"safetensors\",\"tensors\":[{\"name\":");
    Program.Ended same = start(LAUNCHER, Map.of(), "inspect", "a model", "--diff", "a model");
    assertThat(same.out()).singleElement().asString().startsWith("Identical: ");
  }

  @Test
  void sparkOfAnotherLineIsRefused() throws Exception {
    Path old = temp.resolve("old");
    Files.createFile(
        Files.createDirectories(old.resolve("jars")).resolve("spark-core_2.12-3.4.4.jar"));
    Program.Ended ended = start(LAUNCHER, Map.of("SPARK_HOME", old.toString()), "finetune");
    assertThat(ended.exitCode()).isEqualTo(2);
    assertThat(ended.err())
        .singleElement()
        .asString()
        .startsWith("thawline: error: SPARK_HOME=")
        .contains("is Spark 3.4 for Scala 2.12", "3.5", "4.0");
  }

  @Test
  void clusterWithoutItsSparkIsRefused() throws Exception {
    Program.Ended ended = start(LAUNCHER, Map.of(), "finetune", "--master=yarn");
    assertThat(ended.exitCode()).isEqualTo(2);
    assertThat(ended.err()).singleElement().asString().contains("--master yarn", "SPARK_HOME");
  }

  @Test
  void masterWithoutUrlIsRefused() throws Exception {
    Program.Ended ended = run("finetune", "--master");
    assertThat(ended.exitCode()).isEqualTo(2);
    assertThat(ended.err()).singleElement().asString().contains("--master needs a URL");
  }

  @Test
  void embeddedSparkRunsTheJobJar() throws Exception {
    Program.Ended ended = start(LAUNCHER, Map.of(), "prepare", "--help");
    assertThat(ended.exitCode()).isZero();
    assertThat(ended.out()).anyMatch(line -> line.contains("prepare"));
    assertThat(ended.err()).isEmpty();
  }

  @Test
  void exitCodeIsTheJobs() throws Exception {
    Program.Ended ended = start(LAUNCHER, Map.of(), "prepare", "--config", "no such.yaml");
    assertThat(ended.exitCode()).isEqualTo(2);
    assertThat(ended.err()).singleElement().asString().startsWith("thawline: error: no such.yaml");
  }

  @Test
  void checkoutMayLieInAPathWithSpaces() throws Exception {
    Path copy = Files.createDirectories(temp.resolve("my tree").resolve("submit"));
    Files.createSymbolicLink(
        copy.resolveSibling("spark-jobs"), SparkHome.ROOT.resolve("spark-jobs"));
    Files.createSymbolicLink(
        copy.resolve("spark"), SparkHome.ROOT.resolve("submit").resolve("spark"));
    for (String script : List.of("thawline", "java.sh")) {
      Files.copy(
          SparkHome.ROOT.resolve("submit").resolve(script), copy.resolve(script), COPY_ATTRIBUTES);
    }
    Program.Ended ended = start(copy.resolve("thawline"), Map.of(), "--version");
    Files.delete(copy.resolveSibling("spark-jobs"));
    Files.delete(copy.resolve("spark"));
    assertThat(ended.err()).isEmpty();
    assertThat(ended.out()).first().asString().startsWith("thawline ");
  }

  private Program.Ended run(String... arguments) throws Exception {
    return start(LAUNCHER, Map.of("SPARK_HOME", spark.toString()), arguments);
  }

  private Program.Ended start(Path launcher, Map<String, String> environment, String... arguments)
      throws Exception {
    List<String> command = new ArrayList<>(List.of(launcher.toString()));
    command.addAll(List.of(arguments));
    Program program = new Program(temp, "launcher", command);
    program.environment().remove("SPARK_HOME");
    program.environment().putAll(environment);
    return program.run(1);
  }
}
