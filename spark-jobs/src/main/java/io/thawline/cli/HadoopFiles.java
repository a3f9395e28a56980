package io.thawline.cli;

import io.thawline.io.Source;
import io.thawline.storage.HadoopSource;
import io.thawline.storage.RunStore;
import java.util.Optional;
import org.apache.spark.SparkConf;
import org.apache.spark.deploy.SparkHadoopUtil;

/**
 * Files of any Hadoop file system, also before a Spark session exists and after it closed: with the
 * {@code spark.hadoop.*} settings that spark-submit was given.
 */
final class HadoopFiles implements RunFiles {
  @Override
  public byte[] read(String location) {
    try (Source source =
        HadoopSource.open(location, SparkHadoopUtil.get().newConfiguration(new SparkConf()))) {
      return source.readAll();
    }
  }

  @Override
  public void write(String runDirectory, String name, byte[] contents) {
    store(runDirectory).writeFile(name, contents);
  }

  @Override
  public Optional<byte[]> readIfPresent(String runDirectory, String name) {
    return RunStore.readFile(
        runDirectory, name, SparkHadoopUtil.get().newConfiguration(new SparkConf()));
  }

  @Override
  public Optional<String> moveAside(String runDirectory) {
    return store(runDirectory).moveAside();
  }

  private static RunStore store(String runDirectory) {
    return RunStore.open(runDirectory, SparkHadoopUtil.get().newConfiguration(new SparkConf()));
  }
}
