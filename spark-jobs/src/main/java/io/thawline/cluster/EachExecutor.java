package io.thawline.cluster;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.spark.SparkConf;
import org.apache.spark.SparkContext;
import org.apache.spark.SparkEnv;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.storage.BlockManagerId;
import scala.Tuple2;
import scala.collection.immutable.$colon$colon;
import scala.collection.immutable.List$;
import scala.reflect.ClassTag$;

/**
 * Runs a task on every executor there is. Each task asks for its executor by Spark's locality,
 * which an idle executor gets at once; where one is busy another may take its task, and the answer
 * tells.
 */
public final class EachExecutor {
  /** Executors that YARN and Kubernetes are asked for where nobody says how many. */
  private static final int SPARKS_DEFAULT = 2;

  private static final Pattern LOCAL_CLUSTER = Pattern.compile("local-cluster\\[(\\d+),.*");
  private static final long SETTLED_NANOS = TimeUnit.SECONDS.toNanos(1);

  private EachExecutor() {}

  /** What runs on an executor. */
  @FunctionalInterface
  public interface Probe<T extends Serializable> extends Serializable {
    /**
     * Runs in a task.
     *
     * @param place where, such as {@code node7 (executor 2)}
     */
    T on(String place);
  }

  /**
   * Waits for the executors that were asked for, then asks each one.
   *
   * @param group of the job in Spark's UI
   * @param description of the job in Spark's UI
   * @param patienceSeconds how long to wait for executors; those that are there then are asked, and
   *     when there is none, whichever comes first
   * @param answer what the probe answers with
   * @return the answers by place; a place that answered twice answers once
   */
  public static <T extends Serializable> Map<String, T> ask(
      JavaSparkContext spark,
      String group,
      String description,
      long patienceSeconds,
      Class<T> answer,
      Probe<T> probe) {
    spark.setJobGroup(group, description);
    if (spark.getConf().getBoolean("spark.dynamicAllocation.enabled", false)) {
      spark.parallelize(List.of(1), 1).count(); // they come when there is work
    }
    List<BlockManagerId> executors = await(spark, patienceSeconds);
    List<Tuple2<String, byte[]>> answers =
        aTaskEach(spark.sc(), executors).map(number -> answer(probe)).collect();
    Map<String, T> byPlace = new LinkedHashMap<>();
    answers.forEach(given -> byPlace.put(given._1(), answer.cast(read(given._2()))));
    return byPlace;
  }

  /** Scala's sequences have another type in each line of Scala, so they go without. */
  @SuppressWarnings({"unchecked", "rawtypes"})
  private static JavaRDD<Integer> aTaskEach(SparkContext spark, List<BlockManagerId> executors) {
    scala.collection.immutable.List tasks = List$.MODULE$.empty();
    for (int i = Math.max(executors.size(), 1) - 1; i >= 0; i--) {
      scala.collection.immutable.List places = List$.MODULE$.empty();
      if (!executors.isEmpty() && !executors.get(i).isDriver()) {
        BlockManagerId id = executors.get(i);
        places = new $colon$colon<>("executor_%s_%s".formatted(id.host(), id.executorId()), places);
      }
      tasks = new $colon$colon<>(new Tuple2<>(i, places), tasks);
    }
    return spark.makeRDD(tasks, ClassTag$.MODULE$.apply(Integer.class)).toJavaRDD();
  }

  private static <T extends Serializable> Tuple2<String, byte[]> answer(Probe<T> probe)
      throws IOException {
    BlockManagerId here = SparkEnv.get().blockManager().blockManagerId();
    String place =
        here.isDriver()
            ? here.host()
            : "%s (executor %s)".formatted(here.host(), here.executorId());
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(probe.on(place)); // Kryo, which results pass through, cannot make records
    }
    return new Tuple2<>(place, bytes.toByteArray());
  }

  private static Object read(byte[] bytes) {
    try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(bytes))) {
      return in.readObject();
    } catch (IOException | ClassNotFoundException e) {
      throw new IllegalStateException("an executor's answer cannot be read", e);
    }
  }

  /** Those that have registered, sorted by name. */
  static List<BlockManagerId> registered(SparkContext spark) {
    List<BlockManagerId> found = new ArrayList<>();
    var ids = spark.env().blockManager().master().getMemoryStatus().keysIterator();
    while (ids.hasNext()) {
      BlockManagerId id = ids.next();
      if (spark.isLocal() || !id.isDriver()) {
        found.add(id);
      }
    }
    found.sort((a, b) -> a.executorId().compareTo(b.executorId()));
    return found;
  }

  /** Waits for those that were asked for; returns the ones there are by then. */
  static List<BlockManagerId> await(JavaSparkContext spark, long patienceSeconds) {
    int expected = expected(spark.getConf());
    long start = System.nanoTime();
    long changed = start;
    Set<BlockManagerId> last = new HashSet<>();
    while (true) {
      List<BlockManagerId> now = registered(spark.sc());
      if (!last.equals(new HashSet<>(now))) {
        changed = System.nanoTime();
        last = new HashSet<>(now);
      }
      boolean complete =
          expected > 0
              ? now.size() >= expected
              : !now.isEmpty() && System.nanoTime() - changed >= SETTLED_NANOS;
      if (complete || System.nanoTime() - start > TimeUnit.SECONDS.toNanos(patienceSeconds)) {
        return now;
      }
      pause();
    }
  }

  private static void pause() {
    try {
      TimeUnit.MILLISECONDS.sleep(20);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while waiting for executors", e);
    }
  }

  /** How many executors were asked for; 0 where that is for the cluster to say. */
  static int expected(SparkConf conf) {
    String master = conf.get("spark.master").replace(" ", "");
    Matcher localCluster = LOCAL_CLUSTER.matcher(master);
    if (localCluster.matches()) {
      return Integer.parseInt(localCluster.group(1));
    }
    if (master.startsWith("local")) {
      return 1;
    }
    if (conf.getBoolean("spark.dynamicAllocation.enabled", false)) {
      return Stream.of(
              "spark.dynamicAllocation.initialExecutors",
              "spark.dynamicAllocation.minExecutors",
              "spark.executor.instances")
          .mapToInt(setting -> conf.getInt(setting, 0))
          .max()
          .orElseThrow();
    }
    int cores = conf.getInt("spark.executor.cores", 0);
    return master.startsWith("spark:") && cores > 0 && conf.contains("spark.cores.max")
        ? conf.getInt("spark.cores.max", 0) / cores
        : conf.getInt("spark.executor.instances", master.startsWith("spark:") ? 0 : SPARKS_DEFAULT);
  }
}
