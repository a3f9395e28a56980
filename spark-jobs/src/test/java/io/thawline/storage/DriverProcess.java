package io.thawline.storage;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.thawline.errors.OwnedByAnotherDriverException;
import io.thawline.errors.UserException;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.hadoop.conf.Configuration;

/**
 * A driver in a JVM of its own, to be killed, stopped or raced: it claims a run, goes on from where
 * it stands and commits round after round, telling each.
 */
final class DriverProcess implements AutoCloseable {
  private final Process process;
  private final BufferedReader output;

  private DriverProcess(Process process) {
    this.process = process;
    this.output = process.inputReader(UTF_8);
  }

  /**
   * What the driver does.
   *
   * @param location of the run
   * @param settings of Hadoop
   * @param patienceSeconds of its claim
   * @param rounds how many it commits before it ends
   * @param killBefore the call to the store before which it kills itself, counted in its first
   *     commit; 0 for none
   */
  record Orders(
      String location,
      Map<String, String> settings,
      int patienceSeconds,
      int rounds,
      int killBefore) {
    private List<String> asArguments() {
      List<String> arguments = new ArrayList<>();
      arguments.add(location);
      arguments.add(Integer.toString(patienceSeconds));
      arguments.add(Integer.toString(rounds));
      arguments.add(Integer.toString(killBefore));
      settings.forEach((key, value) -> arguments.add(key + "=" + value));
      return arguments;
    }

    private static Orders of(String[] arguments) {
      return new Orders(
          arguments[0],
          Arrays.stream(arguments)
              .skip(4)
              .map(setting -> setting.split("=", 2))
              .collect(Collectors.toMap(setting -> setting[0], setting -> setting[1])),
          Integer.parseInt(arguments[1]),
          Integer.parseInt(arguments[2]),
          Integer.parseInt(arguments[3]));
    }
  }

  /** With the client that Spark ships. */
  static DriverProcess start(Orders orders) throws IOException {
    return start(orders, System.getProperty("java.class.path"));
  }

  /** With the newer client of a directory of jars in place of Spark's. */
  static DriverProcess start(Orders orders, Path clientJars) throws IOException {
    return start(orders, classPathWith(clientJars));
  }

  /** The class path of the tests with another client of S3. */
  static String classPathWith(Path clientJars) {
    String others =
        Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator, -1))
            .filter(jar -> !jar.contains("hadoop-") && !jar.contains("aws-java-sdk"))
            .collect(Collectors.joining(File.pathSeparator));
    return clientJars + "/*" + File.pathSeparator + others;
  }

  private static DriverProcess start(Orders orders, String classPath) throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Xshare:auto",
                "-cp",
                classPath,
                DriverProcess.class.getName()));
    command.addAll(orders.asArguments());
    return new DriverProcess(
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start());
  }

  public static void main(String[] arguments) throws IOException {
    Orders orders = Orders.of(arguments);
    Configuration configuration = new Configuration();
    orders.settings().forEach(configuration::set);
    try {
      drive(orders, configuration);
    } catch (OwnedByAnotherDriverException e) {
      System.out.println("refused " + e.getMessage());
    } catch (UserException | CommitStateUnknownException e) {
      System.out.println("failed " + e.getMessage());
    }
    Runtime.getRuntime().halt(0);
  }

  private static void drive(Orders orders, Configuration configuration) throws IOException {
    Volume volume = Volumes.at(orders.location(), configuration);
    volume.createRoot();
    FaultyVolume counted = FaultyVolume.faultless(volume);
    try (RunStore store = new RunStore(counted)) {
      store.claim(
          "app-" + ProcessHandle.current().pid(),
          Duration.ofSeconds(orders.patienceSeconds()),
          note -> System.out.println("note " + note));
      int first = store.latest().map(latest -> latest.round() + 1).orElse(0);
      System.out.println("owner " + first);
      for (int round = first; round < first + orders.rounds(); round++) {
        if (orders.killBefore() > 0) {
          counted.interruptAt(orders.killBefore(), DriverProcess::killThisProcess);
        }
        Rounds.commit(store, round);
        System.out.println("round " + round);
      }
    }
    System.out.println("left");
  }

  private static void killThisProcess() {
    try {
      new ProcessBuilder("kill", "-KILL", Long.toString(ProcessHandle.current().pid()))
          .start()
          .waitFor();
      Thread.sleep(60_000);
    } catch (IOException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The next line that it told; empty at its end. */
  String next() throws IOException {
    String line = output.readLine();
    return line == null ? "" : line;
  }

  /** Reads on up to a line that begins so, or to the end. */
  String nextThatBegins(String start) throws IOException {
    String line = next();
    while (!line.isEmpty() && !line.startsWith(start)) {
      line = next();
    }
    return line;
  }

  /** All that it still tells, up to its end. */
  List<String> rest() {
    return output.lines().toList();
  }

  void signal(String name) throws IOException, InterruptedException {
    new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).start().waitFor();
  }

  @Override
  public void close() throws IOException {
    process.destroyForcibly();
    output.close();
  }
}
