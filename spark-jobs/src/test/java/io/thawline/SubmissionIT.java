package io.thawline;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The launcher with the driver in a cluster. What it asks of the job's own classes runs on a real
 * Spark; what it submits is printed instead, and comes to what a test says.
 */
class SubmissionIT {
  private static final String SPARK_SUBMIT =
      """
      #!/usr/bin/env bash
      case " $* " in *" --deploy-mode client "*) exec '%s/bin/spark-submit' "$@" ;; esac
      printf '%%s\\n' "$@"
      %s
      """;

  @TempDir Path temp;
  private Path spark;

  @BeforeEach
  void layOutSpark() throws IOException {
    spark = Files.createDirectory(temp.resolve("a spark"));
    Files.createDirectory(spark.resolve("bin"));
    Files.createDirectory(spark.resolve("conf"));
    Files.createSymbolicLink(spark.resolve("jars"), Path.of(System.getenv("SPARK_HOME"), "jars"));
    submissionsDo("exit 7");
  }

  @AfterEach
  void unlinkSpark() throws IOException {
    Files.delete(spark.resolve("jars"));
  }

  @Test
  void deployModeIsFoundWhereSparkLooksForIt() throws Exception {
    Path mine = Files.writeString(temp.resolve("my.conf"), "spark.submit.deployMode  cluster\n");
    List<String> master = List.of("--master", "spark://h:1", "--");
    assertThat(refusal(Map.of(), master, "--deploy-mode", "cluster")).hasSize(1);
    assertThat(refusal(Map.of(), master, "--conf=spark.submit.deployMode=cluster")).hasSize(1);
    assertThat(refusal(Map.of(), master, "--properties-file", mine.toString())).hasSize(1);
    assertThat(refusal(Map.of("DEPLOY_MODE", "cluster"), master)).hasSize(1);
    defaults("spark.submit.deployMode=cluster", "spark.master=spark://h:1");
    assertThat(refusal(Map.of(), List.of()))
        .containsExactly(
            "thawline: error: doctor answers where it is started, not inside a cluster: add -- --deploy-mode client");
  }

  /** What {@code doctor}, which has no business inside a cluster, says on standard error. */
  private List<String> refusal(
      Map<String, String> environment, List<String> before, String... words) throws Exception {
    List<String> arguments = new ArrayList<>(List.of("doctor"));
    arguments.addAll(before);
    arguments.addAll(List.of(words));
    Program.Ended ended = launch(environment, arguments.toArray(String[]::new));
    assertThat(ended.exitCode()).isEqualTo(2);
    assertThat(ended.out()).isEmpty();
    return ended.err();
  }

  @Test
  void optionsOfTheDriverKeepThoseOfTheUser() throws Exception {
    defaults("spark.driver.extraJavaOptions=-Dmine=1", "spark.submit.deployMode=cluster");
    List<String> words = fineTune(Map.of("MASTER", "spark://h:1")).out();
    assertThat(words)
        .contains("spark.standalone.submit.waitAppCompletion=true")
        .doesNotContain("--files");
    assertThat(after("--driver-java-options", words)).contains("--add-opens").endsWith(" -Dmine=1");
  }

  @Test
  void configurationTravelsBesideFilesOfTheUser() throws Exception {
    defaults("spark.files=/a/b", "spark.jars=/a/c.jar");
    List<String> words =
        fineTune(Map.of(), "--master=k8s://http://h:1", "--", "--deploy-mode=cluster").out();
    assertThat(after("--files", words))
        .isEqualTo("/a/b," + SparkHome.ROOT.resolve("conf/quickstart.yaml"));
    assertThat(after("--jars", words)).matches(".*/pytorch-native-cpu-.*\\.jar,/a/c\\.jar");
  }

  @Test
  void submissionThatFailedKeepsItsCodeAndItsMessage() throws Exception {
    submissionsDo("echo 'no such queue' >&2; exit 7");
    Program.Ended ended =
        fineTune(Map.of(), "--master", "spark://h:1", "--", "--deploy-mode", "cluster");
    assertThat(ended.exitCode()).isEqualTo(7);
    assertThat(ended.err()).containsExactly("no such queue");
  }

  @Test
  void driverThatLeavesNoWordIsAFailure() throws Exception {
    submissionsDo("exit 0");
    Program.Ended ended =
        fineTune(Map.of(), "--master", "spark://h:1", "--", "--deploy-mode", "cluster");
    assertThat(ended.exitCode()).isEqualTo(1);
    assertThat(ended.err()).singleElement().asString().contains("left no word in " + temp);
  }

  @Test
  void nobodyWaitsWhereSparkIsToldNotTo() throws Exception {
    submissionsDo("exit 0");
    defaults("spark.standalone.submit.waitAppCompletion=false", "spark.submit.deployMode=cluster");
    Program.Ended ended = fineTune(Map.of(), "--master", "spark://h:1");
    assertThat(ended.exitCode()).as(ended.errors()).isZero();
    assertThat(ended.out()).contains("spark.standalone.submit.waitAppCompletion=false");
  }

  @Test
  void optionThatSparkDoesNotKnowIsOneLine() throws Exception {
    Program.Ended ended = launch(Map.of(), "finetune", "--", "--nosuch");
    assertThat(ended.exitCode()).isEqualTo(2);
    assertThat(ended.err())
        .singleElement()
        .asString()
        .startsWith("thawline: error: spark-submit: ")
        .contains("--nosuch");
  }

  /** The configuration and the outcome lie where only settings and a jar of the user's reach. */
  @Test
  void settingsAndJarsOfTheUserReachTheConfigurationAndTheOutcome() throws Exception {
    Path settings =
        Files.writeString(
            temp.resolve("my.conf"),
            "spark.hadoop.fs.there.impl  " + ThereFileSystem.class.getName() + "\n");
    Path config =
        Files.copy(SparkHome.ROOT.resolve("conf/quickstart.yaml"), temp.resolve("a.yaml"));
    submissionsDo(
        """
        for word; do [[ $word != spark.thawline.submission=* ]] || id=${word#*=}; done
        echo '{"exit_code": 3, "error": "broken", "submission": "'$id'"}' > run/outcome.json""");
    Files.createDirectory(temp.resolve("run"));
    Program.Ended ended =
        launch(
            Map.of(),
            "finetune",
            "--config=there:" + config,
            "--set=run.dir=" + temp.resolve("run"),
            "--master=spark://h:1",
            "--",
            "--deploy-mode=cluster",
            "--properties-file=" + settings,
            "--jars",
            jarOf(ThereFileSystem.class).toString());
    assertThat(ended.exitCode()).as(ended.errors()).isEqualTo(3);
    assertThat(ended.err()).containsExactly("thawline: error: broken");
  }

  private Path jarOf(Class<?> type) throws IOException {
    String name = type.getName().replace('.', '/') + ".class";
    Path jar = temp.resolve("there.jar");
    try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar));
        InputStream in = type.getResourceAsStream("/" + name)) {
      out.putNextEntry(new JarEntry(name));
      in.transferTo(out);
    }
    return jar;
  }

  private void submissionsDo(String what) throws IOException {
    Path submit = spark.resolve("bin/spark-submit");
    Files.writeString(submit, SPARK_SUBMIT.formatted(SparkHome.layOut(), what), UTF_8);
    Files.setPosixFilePermissions(submit, PosixFilePermissions.fromString("rwx------"));
  }

  private void defaults(String... settings) throws IOException {
    Files.write(spark.resolve("conf/spark-defaults.conf"), List.of(settings));
  }

  /** The word after the last of these: the one that spark-submit heeds. */
  private static String after(String option, List<String> words) {
    return words.get(words.lastIndexOf(option) + 1);
  }

  private Program.Ended fineTune(Map<String, String> environment, String... more) throws Exception {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "finetune",
                "--config=" + SparkHome.ROOT.resolve("conf/quickstart.yaml"),
                "--set=run.dir=" + temp.resolve("run")));
    arguments.addAll(List.of(more));
    return launch(environment, arguments.toArray(String[]::new));
  }

  private Program.Ended launch(Map<String, String> environment, String... arguments)
      throws Exception {
    Program launcher = Program.launcher(temp, "launcher", List.of(arguments));
    launcher.environment().put("SPARK_HOME", spark.toString());
    launcher.environment().put("SPARK_CONF_DIR", spark.resolve("conf").toString());
    launcher.environment().put("JAVA_HOME", System.getProperty("java.home"));
    launcher.environment().putAll(environment);
    return launcher.run(2);
  }
}
