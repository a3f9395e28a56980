package io.thawline;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * A Spark in the shape of an unpacked distribution, for the tests that start one as a user does:
 * the jars of the embedded Spark, those of YARN where the build has them, and a bin/spark-submit.
 */
final class SparkHome {
  static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
  static final String SCALA = System.getenv().getOrDefault("SPARK_SCALA_VERSION", "2.12");

  /** What bin/spark-class does: Spark's launcher makes the java command, which takes over. */
  private static final String SPARK_SUBMIT =
      """
      #!/usr/bin/env bash
      set -euo pipefail
      export SPARK_HOME=$(cd "$(dirname "$0")/.." && pwd) SPARK_SCALA_VERSION=%s
      command=()
      {
        IFS= read -r -d '' word && IFS= read -r word || true
        while IFS= read -r -d '' word; do command+=("$word"); done
      } < <("$JAVA_HOME/bin/java" -Xmx128m -cp "$SPARK_HOME/jars/*" org.apache.spark.launcher.Main \\
        org.apache.spark.deploy.SparkSubmit "$@")
      exec "${command[@]}"
      """;

  private SparkHome() {}

  /** Where it lies, below the build's own directory. */
  static Path layOut() throws IOException {
    Path home = Path.of(System.getProperty("thawline.build"), "spark-home").toAbsolutePath();
    Path jars = Files.createDirectories(home.resolve("jars"));
    link(Path.of(System.getenv("SPARK_HOME"), "jars"), jars);
    link(Path.of(System.getProperty("thawline.build"), "yarn"), jars);
    Path submit = Files.createDirectories(home.resolve("bin")).resolve("spark-submit");
    Files.writeString(submit, SPARK_SUBMIT.formatted(SCALA), UTF_8);
    Files.setPosixFilePermissions(submit, PosixFilePermissions.fromString("rwxr-xr-x"));
    return home;
  }

  private static void link(Path from, Path to) throws IOException {
    if (!Files.isDirectory(from)) {
      return;
    }
    try (Stream<Path> files = Files.list(from)) {
      for (Path jar : files.toList()) {
        Path link = to.resolve(jar.getFileName());
        if (!Files.exists(link)) { // a program may run from it at this moment
          Files.deleteIfExists(link);
          Files.createSymbolicLink(link, jar.toAbsolutePath());
        }
      }
    }
  }

  /**
   * Has the launcher take the Spark that is tested: the embedded one, of which there is one line.
   */
  static void choose(Map<String, String> environment) throws IOException {
    if (SCALA.equals("2.12")) {
      environment.remove("SPARK_HOME");
    } else {
      use(environment);
    }
  }

  /** Has the launcher take the laid out Spark, with the embedded one's quiet log. */
  static void use(Map<String, String> environment) throws IOException {
    environment.put("SPARK_HOME", layOut().toString());
    environment.put("SPARK_CONF_DIR", ROOT.resolve("submit/conf").toString());
    environment.put("JAVA_HOME", System.getProperty("java.home"));
  }

  /** The job jar and the native library that belong to it. */
  static List<Path> jobJars() throws IOException {
    Path jar = Path.of(System.getProperty("thawline.job.jar"));
    try (Stream<Path> natives = Files.list(jar.resolveSibling("native"))) {
      return List.of(jar, natives.findFirst().orElseThrow());
    }
  }
}
