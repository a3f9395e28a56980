package io.thawline.jobs;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.thawline.averaging.AveragingOptions;
import io.thawline.averaging.AveragingOptions.InnerState;
import io.thawline.averaging.Outer;
import io.thawline.checkpoint.Checkpoint;
import io.thawline.checkpoint.Models;
import io.thawline.checkpoint.ReadOptions;
import io.thawline.cluster.SentFile;
import io.thawline.cluster.SessionNeeds;
import io.thawline.cluster.TrainingSetup;
import io.thawline.errors.ConfigurationException;
import io.thawline.errors.InputRefusedException;
import io.thawline.io.Opener;
import io.thawline.io.Source;
import io.thawline.network.NetworkOptions;
import io.thawline.network.OpenedScript;
import io.thawline.network.ScriptOptions;
import io.thawline.sample.Sample;
import io.thawline.state.NetworkState;
import io.thawline.state.Position;
import io.thawline.state.RoundState;
import io.thawline.task.Task;
import io.thawline.task.TaskOptions;
import io.thawline.tensor.StateDict;
import io.thawline.transfer.Transfer;
import io.thawline.transfer.TransferOptions;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.spark.api.java.JavaSparkContext;

/**
 * A network that a run handed over, from the files of its {@code final/} alone: it may have been
 * copied anywhere, and what the run was configured with is not looked at.
 *
 * @param directory that the files lie in
 * @param task that it does
 * @param model that it is
 * @param files reaches them
 */
public record HandedOver(String directory, TaskOptions task, NetworkOptions model, Opener files) {
  private static final String WEIGHTS = "model.safetensors";

  /**
   * Opens what lies in a directory.
   *
   * @throws io.thawline.errors.UserException when that is no hand-over, or a module that nobody
   *     trusts
   */
  public static HandedOver open(HandedOverOptions options, Opener files) {
    String directory = directory(options.dir(), files);
    Definition definition =
        Definition.read(directory, bytes(directory + "/" + Definition.FILE, files));
    NetworkOptions model =
        definition.model() instanceof ScriptOptions module
            ? module.trusted(options.trustedSha256())
            : definition.model();
    List<String> problems = definition.task().problems(model);
    if (!problems.isEmpty()) {
      throw new InputRefusedException(
          "Cannot use %s/%s: %s".formatted(directory, Definition.FILE, problems.get(0)));
    }
    return new HandedOver(directory, definition.task(), TrustedModule.opened(model, files), files);
  }

  private static String directory(String named, Opener files) {
    for (String directory : List.of(named, named + "/final")) {
      Set<String> names = files.list(directory).orElse(Set.of());
      if (names.contains(Definition.FILE) && names.contains(WEIGHTS)) {
        return directory;
      }
    }
    throw new ConfigurationException(
        "model.dir: %s is neither the directory of a run that has ended nor its final/: it has no %s"
            .formatted(named, Definition.FILE));
  }

  private static byte[] bytes(String location, Opener files) {
    try (Source source = files.open(location)) {
      return source.readAll();
    }
  }

  /** The contents of a file in it. */
  byte[] bytes(String name) {
    return bytes(directory + "/" + name, files);
  }

  /** A file of JSON in it. */
  JsonNode json(String name) {
    try {
      return new ObjectMapper().readTree(bytes(name));
    } catch (IOException e) {
      throw new InputRefusedException(
          "Cannot read %s/%s: it is no JSON. Fetch it again from its run."
              .formatted(directory, name),
          e);
    }
  }

  /** The names of the classes, in the order of the network's outputs. */
  List<String> labels() {
    List<String> labels = new ArrayList<>();
    json("labels.json").forEach(label -> labels.add(label.asText()));
    return List.copyOf(labels);
  }

  /** The same with its module, if it is one, where tasks can read it. */
  HandedOver sent(JavaSparkContext spark) {
    return model instanceof OpenedScript module
        ? new HandedOver(
            directory, task, module.at(SentFile.send(spark, module.archive().bytes())), files)
        : this;
  }

  /**
   * The weights, as a state.
   *
   * @param main what the task calls the network
   * @throws InputRefusedException when they are not those of the network
   */
  RoundState state(String main) {
    String location = directory + "/" + WEIGHTS;
    Checkpoint checkpoint = Models.read(location, files, ReadOptions.DEFAULT.withoutDigest());
    StateDict weights =
        Transfer.plan(
                model.network().layout(), List.of(checkpoint), TransferOptions.of(location), 0)
            .weights();
    return new RoundState(Map.of(main, NetworkState.untrained(weights)), Position.START, 0);
  }

  /** What a job that uses it asks of its Spark session. */
  public SessionNeeds needs(UseConfig config) {
    return new SessionNeeds(
        setup(task.learnedBy(model), config.spread()), config.library(), config.device());
  }

  /** What the Spark tasks of such a job need to know; none of them trains. */
  static <S extends Sample> TrainingSetup<S> setup(Task<S> task, UseOptions spread) {
    AveragingOptions none =
        new AveragingOptions(
            spread.shards(), "epoch", Outer.NONE, InnerState.AVERAGE, 0, 0, spread.threads());
    return new TrainingSetup<>(task, Map.of(), spread.batchSize(), spread.batchSize(), none);
  }
}
