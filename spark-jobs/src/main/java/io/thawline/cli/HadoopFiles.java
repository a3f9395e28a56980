package io.thawline.cli;

import io.thawline.io.Source;
import io.thawline.storage.HadoopSource;
import io.thawline.storage.RunStore;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.SparkConf;
import org.apache.spark.deploy.SparkHadoopUtil;

/**
 * Files of any Hadoop file system, also before a Spark session exists and after it closed: with the
 * {@code spark.hadoop.*} settings that spark-submit was given. Into a run directory only its owner
 * writes: the job, once it claimed the run, or, to say why it never came so far, a start that finds
 * nobody there.
 */
final class HadoopFiles implements RunFiles {
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  private final Consumer<String> note;
  private volatile Optional<RunStore> owned = Optional.empty();

  /** One of the runs that the owned one is made of. */
  private volatile Optional<RunStore> within = Optional.empty();

  /**
   * @param note told what a user should know of a run's owner
   */
  HadoopFiles(Consumer<String> note) {
    this.note = note;
  }

  /** Writes as the owner of a run once that is claimed, until it is left. */
  void own(RunStore store) {
    owned = Optional.of(store);
  }

  /** Leaves also that run to the next driver: the one at hand of those that a job is made of. */
  void ownWithin(RunStore store) {
    within = Optional.of(store);
  }

  @Override
  public byte[] read(String location) {
    try (Source source = HadoopSource.open(location, settings())) {
      return source.readAll();
    }
  }

  @Override
  public void write(String runDirectory, String name, byte[] contents) {
    if (owned.filter(RunStore::isClaimed).isEmpty()) {
      RunStore store = store(runDirectory);
      store.claimVacant("a driver that did not begin", PATIENCE);
      own(store);
    }
    owned.orElseThrow().writeFile(name, contents);
  }

  @Override
  public void writeBeside(String runDirectory, String name, byte[] contents) {
    store(runDirectory).leaveWord(name, contents);
  }

  @Override
  public void leave() {
    within.ifPresent(RunStore::close);
    owned.ifPresent(RunStore::close);
  }

  @Override
  public Optional<byte[]> readIfPresent(String runDirectory, String name) {
    return RunStore.readFile(runDirectory, name, settings());
  }

  @Override
  public Optional<String> moveAside(String runDirectory) {
    return store(runDirectory).moveAside(note);
  }

  private static RunStore store(String runDirectory) {
    return RunStore.open(runDirectory, settings());
  }

  private static Configuration settings() {
    return SparkHadoopUtil.get().newConfiguration(new SparkConf());
  }
}
