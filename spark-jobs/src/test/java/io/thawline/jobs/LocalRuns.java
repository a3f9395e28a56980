package io.thawline.jobs;

import io.thawline.cluster.SparkSettings;
import io.thawline.config.ConfigReader;
import io.thawline.config.ConfigSource;
import io.thawline.config.Configuration;
import io.thawline.io.LocalOpener;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.spark.sql.SparkSession;

/** Whole jobs on a Spark of two threads in this JVM, by the configurations of {@code conf/}. */
final class LocalRuns {
  static final Path CONF = Path.of("..", "conf").toAbsolutePath().normalize();

  private LocalRuns() {}

  static SparkSession session() {
    System.setProperty("spark.master", "local[2]");
    System.setProperty("spark.ui.enabled", "false");
    System.setProperty("spark.sql.shuffle.partitions", "2");
    try {
      return SparkSettings.open("runs", Optional.empty());
    } finally {
      System.clearProperty("spark.master");
      System.clearProperty("spark.ui.enabled");
      System.clearProperty("spark.sql.shuffle.partitions");
    }
  }

  static Configuration<RunConfig> configuration(String file, Path directory, String... more)
      throws IOException {
    ConfigSource source =
        new ConfigSource(file, Files.readString(CONF.resolve(file)), CONF.toString());
    List<String> overrides = new ArrayList<>(List.of("run.dir=" + directory));
    overrides.addAll(List.of(more));
    Configuration<RunConfig> written =
        new ConfigReader(Map.of(), CONF.toString()).read(RunConfig.class, source, overrides);
    return written.inEffect(written.value().opened(new LocalOpener()));
  }

  /** Trains to the end and returns what was told. */
  static List<String> fineTune(SparkSession session, Configuration<RunConfig> configuration) {
    TinyRuns.Silent told = new TinyRuns.Silent();
    fineTune(session, configuration, told);
    return told.notes;
  }

  /** Trains until the end, or until the one who is told ends it. */
  static void fineTune(
      SparkSession session, Configuration<RunConfig> configuration, Progress progress) {
    RunContext context = RunContext.open(session, configuration, progress, store -> {});
    try {
      new FineTune(context).run();
    } finally {
      context.store().close();
    }
  }

  /** The first images of each typeface of the demo, in a folder a typeface. */
  static Path images(Path temp, int count) throws IOException {
    Path folder = temp.resolve("images" + count);
    for (String label : List.of("kai", "ming", "sans")) {
      Files.createDirectories(folder.resolve(label));
      try (Stream<Path> files = Files.list(CONF.resolve("demo/typefaces").resolve(label))) {
        for (Path file : files.sorted().limit(count).toList()) {
          Path copy = folder.resolve(label).resolve(file.getFileName());
          if (Files.notExists(copy)) {
            Files.copy(file, copy);
          }
        }
      }
    }
    return folder;
  }
}
