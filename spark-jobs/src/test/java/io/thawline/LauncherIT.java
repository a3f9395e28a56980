package io.thawline;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.nio.file.StandardCopyOption.COPY_ATTRIBUTES;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Runs submit/thawline: against a Spark whose spark-submit prints what it was given, and on the
 * embedded one.
 */
class LauncherIT {
  private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
  private static final Path LAUNCHER = ROOT.resolve("submit").resolve("thawline");

  @TempDir Path temp;
  private Path spark;

  record Outcome(int code, List<String> out, List<String> err) {}

  @BeforeEach
  void layOutSpark() throws IOException {
    spark = Files.createDirectory(temp.resolve("a spark"));
    Files.createDirectory(spark.resolve("jars"));
    Files.createFile(spark.resolve("jars").resolve("spark-core_2.12-3.5.1.jar"));
    Path submit = Files.createDirectory(spark.resolve("bin")).resolve("spark-submit");
    Files.writeString(submit, "#!/bin/sh\nprintf '%s\\n' \"$@\"\nexit 7\n");
    Files.setPosixFilePermissions(submit, PosixFilePermissions.fromString("rwx------"));
  }

  @Test
  void argumentsReachJobAndSparkSubmitUnchanged() throws Exception {
    Outcome outcome =
        run("finetune", "--master", "yarn", "--set", "a=b c", "--", "--name", "my run", "x");
    assertThat(outcome.code()).isEqualTo(7);
    assertThat(outcome.out())
        .containsSubsequence("--master", "yarn", "--name", "my run", "x")
        .endsWith("finetune", "--set", "a=b c");
  }

  @Test
  void jarsOfTheUserComeAfterTheNativeLibrary() throws Exception {
    List<String> words = run("prepare", "--", "--jars", "mine.jar").out();
    assertThat(words).containsOnlyOnce("--jars");
    assertThat(words.get(words.indexOf("--jars") + 1))
        .matches(".*/pytorch-native-cpu-.*\\.jar,mine\\.jar");
  }

  @Test
  void masterIsLeftToSparkWhenNoneIsNamed() throws Exception {
    assertThat(run("finetune").out()).doesNotContain("--master");
  }

  @Test
  void linkToTheLauncherWorksFromAnyDirectory() throws Exception {
    Path link = Files.createSymbolicLink(temp.resolve("a link"), LAUNCHER);
    Outcome outcome = start(link, Map.of("SPARK_HOME", spark.toString()), "prepare");
    Files.delete(link);
    assertThat(outcome.out()).endsWith("prepare");
  }

  @Test
  void commandsThatLookAtFilesOfThisMachineStartNoSpark() throws Exception {
    assertThat(run("inspect", "none.pth").code()).as("not spark-submit's").isEqualTo(3);
    assertThat(run("convert", "none.pth", "b.pth").code()).isEqualTo(3);
    assertThat(run("--version").code()).isZero();
    assertThat(run("inspect", "hdfs://name/a.pth").out()).endsWith("inspect", "hdfs://name/a.pth");
    assertThat(run("validate", "--config=s3a://b/a.yaml").code()).isEqualTo(7);
    assertThat(run("inspect", "a.pth", "--", "--conf", "a=b").code()).isEqualTo(7);
    assertThat(run("inspect", "a.pth", "--master", "yarn").code()).isEqualTo(7);
  }

  @Test
  void checkpointIsInspectedAndConverted() throws Exception {
    Path base = ROOT.resolve("conf/demo/zi2zi64_sans_to_serif.pth");
    assertThat(start(LAUNCHER, Map.of(), "convert", base.toString(), "a model", "--dtype=float32"))
        .isEqualTo(new Outcome(0, List.of("Wrote a model/model.safetensors"), List.of()));
    Outcome json = start(LAUNCHER, Map.of(), "inspect", "a model", "--json");
    assertThat(json.out())
        .singleElement()
        .asString()
        .startsWith("{\"format\":\"safetensors\",\"tensors\":[{\"name\":");
    Outcome same = start(LAUNCHER, Map.of(), "inspect", "a model", "--diff", "a model");
    assertThat(same.out()).singleElement().asString().startsWith("Identical: ");
  }

  @Test
  void sparkOfAnotherLineIsRefused() throws Exception {
    Path core = spark.resolve("jars").resolve("spark-core_2.12-3.5.1.jar");
    Files.move(core, core.resolveSibling("spark-core_2.12-3.4.4.jar"));
    Outcome outcome = run("finetune");
    assertThat(outcome.code()).isEqualTo(2);
    assertThat(outcome.err())
        .singleElement()
        .asString()
        .startsWith("thawline: error: SPARK_HOME=")
        .contains("is Spark 3.4 for Scala 2.12", "3.5", "4.0");
  }

  @Test
  void clusterWithoutItsSparkIsRefused() throws Exception {
    Outcome outcome = start(LAUNCHER, Map.of(), "finetune", "--master=yarn");
    assertThat(outcome.code()).isEqualTo(2);
    assertThat(outcome.err()).singleElement().asString().contains("--master yarn", "SPARK_HOME");
  }

  @Test
  void masterWithoutUrlIsRefused() throws Exception {
    Outcome outcome = run("finetune", "--master");
    assertThat(outcome.code()).isEqualTo(2);
    assertThat(outcome.err()).singleElement().asString().contains("--master needs a URL");
  }

  @Test
  void embeddedSparkRunsTheJobJar() throws Exception {
    Outcome outcome = start(LAUNCHER, Map.of(), "prepare", "--help");
    assertThat(outcome.code()).isZero();
    assertThat(outcome.out()).anyMatch(line -> line.contains("prepare"));
    assertThat(outcome.err()).isEmpty();
  }

  @Test
  void exitCodeIsTheJobs() throws Exception {
    Outcome outcome = start(LAUNCHER, Map.of(), "prepare", "--config", "no such.yaml");
    assertThat(outcome.code()).isEqualTo(2);
    assertThat(outcome.err())
        .singleElement()
        .asString()
        .startsWith("thawline: error: no such.yaml");
  }

  @Test
  void checkoutMayLieInAPathWithSpaces() throws Exception {
    Path copy = Files.createDirectories(temp.resolve("my tree").resolve("submit"));
    Files.createSymbolicLink(copy.resolveSibling("spark-jobs"), ROOT.resolve("spark-jobs"));
    Files.createSymbolicLink(copy.resolve("spark"), ROOT.resolve("submit").resolve("spark"));
    for (String script : List.of("thawline", "java.sh")) {
      Files.copy(ROOT.resolve("submit").resolve(script), copy.resolve(script), COPY_ATTRIBUTES);
    }
    Outcome outcome = start(copy.resolve("thawline"), Map.of(), "--version");
    Files.delete(copy.resolveSibling("spark-jobs"));
    Files.delete(copy.resolve("spark"));
    assertThat(outcome.err()).isEmpty();
    assertThat(outcome.out()).first().asString().startsWith("thawline ");
  }

  private Outcome run(String... arguments) throws Exception {
    return start(LAUNCHER, Map.of("SPARK_HOME", spark.toString()), arguments);
  }

  private Outcome start(Path launcher, Map<String, String> environment, String... arguments)
      throws Exception {
    List<String> command = new ArrayList<>(List.of(launcher.toString()));
    command.addAll(List.of(arguments));
    Path out = temp.resolve("out");
    Path err = temp.resolve("err");
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(temp.toFile())
            .redirectOutput(out.toFile())
            .redirectError(err.toFile());
    builder.environment().remove("SPARK_HOME");
    builder.environment().putAll(environment);
    Process process = builder.start();
    assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
    return new Outcome(
        process.exitValue(), Files.readAllLines(out, UTF_8), Files.readAllLines(err, UTF_8));
  }
}
