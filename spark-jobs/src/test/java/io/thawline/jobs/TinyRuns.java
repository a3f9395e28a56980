package io.thawline.jobs;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.thawline.checkpoint.Checkpoints;
import io.thawline.config.Configuration;
import io.thawline.io.LocalSource;
import io.thawline.io.Source;
import io.thawline.tensor.StateDict;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.spark.sql.SparkSession;

/** Whole runs of the quickstart on a few samples, in a session of this JVM. */
final class TinyRuns implements AutoCloseable {
  private final Path directory;
  private final SparkSession session;

  TinyRuns(Path directory) {
    this.directory = directory;
    this.session = LocalRuns.session();
  }

  SparkSession session() {
    return session;
  }

  void run(String name, Progress progress, List<String> more) throws IOException {
    LocalRuns.fineTune(session, configuration(name, more), progress);
  }

  Configuration<RunConfig> configuration(String name, List<String> more) throws IOException {
    List<String> settings =
        new ArrayList<>(
            List.of(
                "data.train.first=12",
                "data.validation.last=6",
                "data.batch_size=4",
                "report={worst: 0, median: 0}"));
    settings.addAll(more);
    return LocalRuns.configuration(
        "quickstart.yaml", directory.resolve(name), settings.toArray(String[]::new));
  }

  byte[] model(String name) throws IOException {
    return Files.readAllBytes(directory.resolve(name).resolve("final/model.safetensors"));
  }

  /** What was published, without what the file says beside. */
  StateDict tensors(String name) throws IOException {
    try (Source file = LocalSource.open(directory.resolve(name).resolve("final/model.pth"))) {
      return Checkpoints.read(file).tensors();
    }
  }

  JsonNode manifest(String name, int round) throws IOException {
    Path file = directory.resolve(name).resolve("checkpoints/round-%05d.json".formatted(round));
    return new ObjectMapper().readTree(file.toFile());
  }

  @Override
  public void close() {
    session.stop();
  }

  /** Remembers what was noted, and what was said at the end; shows nothing. */
  static class Silent implements Progress {
    final List<String> notes = new CopyOnWriteArrayList<>();

    @Override
    public void stage(String what) {}

    @Override
    public void note(String line) {
      notes.add(line);
    }

    @Override
    public void resumed(int lastRound) {}

    @Override
    public void committed(int round) {}

    @Override
    public void roundBegins(int round, int roundsAtMost, int phase) {}

    @Override
    public void roundFinished(RoundSummary round) {}

    @Override
    public void finished(List<String> summary) {
      notes.addAll(summary);
    }
  }

  /** As a driver that dies once that round is durable. */
  static final class EndingAfter extends Silent {
    private final int last;

    EndingAfter(int last) {
      this.last = last;
    }

    @Override
    public void committed(int round) {
      if (round == last) {
        throw new IllegalStateException("ended on purpose");
      }
    }
  }
}
