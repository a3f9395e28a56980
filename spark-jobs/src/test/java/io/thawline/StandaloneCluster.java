package io.thawline;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.apache.spark.launcher.JavaModuleOptions;
import org.jspecify.annotations.Nullable;

/**
 * A standalone cluster of the embedded Spark (SPARK_HOME): a master and workers in JVMs of their
 * own, on addresses of the loopback device. All that its processes write lies in one directory;
 * closing it ends them all, executors and drivers included.
 *
 * <pre>
 * try (StandaloneCluster cluster =
 *     StandaloneCluster.in(temp).worker("127.0.0.1", 2, 1024).worker("127.0.0.2", 2, 1024).start()) {
 *   // submit to cluster.url(); cluster.executors().get(0).destroyForcibly();
 * }
 * </pre>
 */
public final class StandaloneCluster implements AutoCloseable {
  private static final String MASTER_HOST = "127.0.0.1";
  private static final long PATIENCE_SECONDS = 90;

  private final Path directory;
  private final int port;
  private final int uiPort;
  private final Thread atExit = new Thread(this::endAll);
  private final List<Process> workers = new ArrayList<>();
  private @Nullable Process master;

  private StandaloneCluster(Path directory) throws IOException {
    this.directory = directory;
    this.port = freePort();
    this.uiPort = freePort();
    Runtime.getRuntime().addShutdownHook(atExit);
  }

  /** A cluster to be, whose processes write below this directory. */
  public static Plan in(Path directory) {
    return new Plan(directory);
  }

  /** What a cluster is to consist of. */
  public static final class Plan {
    private record Worker(String host, int cores, int megabytes) {}

    private final Path directory;
    private final List<Worker> workers = new ArrayList<>();
    private final Map<String, String> properties = new LinkedHashMap<>();
    private final Map<String, String> environment = new LinkedHashMap<>();

    private Plan(Path directory) {
      this.directory = directory;
    }

    /** A worker on an address such as 127.0.0.2, with so many cores and megabytes to offer. */
    public Plan worker(String host, int cores, int megabytes) {
      workers.add(new Worker(host, cores, megabytes));
      return this;
    }

    /** A setting of Spark for the master and all workers. */
    public Plan property(String name, String value) {
      properties.put(name, value);
      return this;
    }

    /** A variable for the workers' environment, which their executors inherit. */
    public Plan environment(String name, String value) {
      environment.put(name, value);
      return this;
    }

    /** A resource, such as {@code gpu}, of which each worker offers what a script prints. */
    public Plan resource(String name, int amount, Path discoveryScript) {
      return property("spark.worker.resource." + name + ".amount", Integer.toString(amount))
          .property(
              "spark.worker.resource." + name + ".discoveryScript", discoveryScript.toString());
    }

    /** Starts it; all workers have registered when this returns. */
    public StandaloneCluster start() throws IOException, InterruptedException {
      StandaloneCluster cluster = new StandaloneCluster(directory);
      try {
        cluster.startMaster(this);
        for (Worker worker : workers) {
          cluster.startWorker(this, worker);
        }
        cluster.await(() -> cluster.registeredWorkers() == workers.size(), "workers to register");
        return cluster;
      } catch (IOException | InterruptedException | RuntimeException e) {
        cluster.close();
        throw e;
      }
    }
  }

  private void startMaster(Plan plan) throws IOException, InterruptedException {
    master =
        java(
            plan,
            "master",
            MASTER_HOST,
            "org.apache.spark.deploy.master.Master",
            "--host=" + MASTER_HOST,
            "--port=" + port,
            "--webui-port=" + uiPort);
    await(() -> registeredWorkers() == 0, "the master to answer"); // workers ask again seldom
  }

  private void startWorker(Plan plan, Plan.Worker worker) throws IOException {
    String name = "worker-" + workers.size();
    workers.add(
        java(
            plan,
            name,
            worker.host(),
            "org.apache.spark.deploy.worker.Worker",
            "--host=" + worker.host(),
            "--webui-port=0",
            "--cores=" + worker.cores(),
            "--memory=" + worker.megabytes() + "m",
            "--work-dir=" + Files.createDirectories(directory.resolve(name)),
            url()));
  }

  private Process java(Plan plan, String name, String host, String mainClass, String... arguments)
      throws IOException {
    String home = sparkHome();
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-Xmx512m");
    command.addAll(List.of(JavaModuleOptions.defaultModuleOptions().split(" +")));
    plan.properties.forEach((key, value) -> command.add("-D" + key + "=" + value));
    command.addAll(List.of("-cp", home + "/jars/*", mainClass));
    for (String argument : arguments) {
      command.addAll(List.of(argument.split("=", 2)));
    }
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(Files.createDirectories(directory).toFile())
            .redirectErrorStream(true)
            .redirectOutput(directory.resolve(name + ".log").toFile());
    Map<String, String> environment = builder.environment();
    environment.put("SPARK_HOME", home);
    environment.putIfAbsent("SPARK_SCALA_VERSION", "2.12");
    environment.put("SPARK_LOCAL_IP", host);
    environment.put(
        "SPARK_LOCAL_DIRS", Files.createDirectories(directory.resolve(name + "-tmp")).toString());
    environment.putAll(plan.environment);
    return builder.start();
  }

  private static String sparkHome() {
    String home = System.getenv("SPARK_HOME");
    if (home == null) {
      throw new IllegalStateException("set SPARK_HOME to the embedded Spark, as the build does");
    }
    return home;
  }

  /** What to give as {@code --master}. */
  public String url() {
    return "spark://" + MASTER_HOST + ":" + port;
  }

  /** Where the processes write: {@code master.log}, {@code worker-N.log}, {@code worker-N/}. */
  public Path directory() {
    return directory;
  }

  /** The processes of executors that live now, oldest first. */
  public List<ProcessHandle> executors() {
    return below("org.apache.spark.executor.CoarseGrainedExecutorBackend");
  }

  /** The executors below one worker, by the order in which the workers were named. */
  public List<ProcessHandle> executorsOf(int worker) {
    return below(workers.get(worker), "org.apache.spark.executor.CoarseGrainedExecutorBackend")
        .toList();
  }

  /** The drivers that were submitted in cluster mode and live now. */
  public List<ProcessHandle> drivers() {
    return below("org.apache.spark.deploy.worker.DriverWrapper");
  }

  /** A worker's process, by the order in which they were named. */
  public ProcessHandle worker(int number) {
    return workers.get(number).toHandle();
  }

  private List<ProcessHandle> below(String mainClass) {
    return workers.stream().flatMap(worker -> below(worker, mainClass)).toList();
  }

  private static Stream<ProcessHandle> below(Process worker, String mainClass) {
    return worker
        .descendants()
        .filter(process -> runs(process, mainClass))
        .sorted(Comparator.comparingLong(ProcessHandle::pid));
  }

  /** A process's own account of its arguments ends after a page. */
  private static boolean runs(ProcessHandle process, String mainClass) {
    try {
      Path arguments = Path.of("/proc", Long.toString(process.pid()), "cmdline");
      return List.of(Files.readString(arguments, UTF_8).split("\0")).contains(mainClass);
    } catch (IOException gone) {
      return false;
    }
  }

  /** What the master tells of itself, its workers and its applications. */
  public JsonNode state() throws IOException {
    return new ObjectMapper()
        .readTree(URI.create("http://" + MASTER_HOST + ":" + uiPort + "/json/").toURL());
  }

  private int registeredWorkers() {
    try {
      return state().path("aliveworkers").asInt(-1);
    } catch (IOException notYet) {
      return -1;
    }
  }

  /**
   * Waits for something to come true.
   *
   * @throws IllegalStateException when it does not within a minute and a half, or when the master
   *     has ended
   */
  public void await(BooleanSupplier condition, String what) throws InterruptedException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > deadline || master == null || !master.isAlive()) {
        throw new IllegalStateException("waited in vain for " + what + "; logs in " + directory);
      }
      TimeUnit.MILLISECONDS.sleep(50);
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  @Override
  public void close() {
    Runtime.getRuntime().removeShutdownHook(atExit);
    endAll();
  }

  /** Workers first, or they would start the next executor for one that ends. */
  private void endAll() {
    List<ProcessHandle> all = new ArrayList<>();
    for (Process worker : workers) {
      List<ProcessHandle> below = worker.descendants().toList();
      all.add(worker.toHandle());
      worker.destroyForcibly();
      all.addAll(below);
    }
    if (master != null) {
      all.add(master.toHandle());
    }
    all.forEach(ProcessHandle::destroyForcibly);
    all.forEach(process -> process.onExit().join());
  }
}
