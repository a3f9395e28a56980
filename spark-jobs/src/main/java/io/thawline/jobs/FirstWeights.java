package io.thawline.jobs;

import io.thawline.checkpoint.Checkpoint;
import io.thawline.checkpoint.Models;
import io.thawline.checkpoint.ReadOptions;
import io.thawline.errors.ConfigurationException;
import io.thawline.errors.InputRefusedException;
import io.thawline.errors.UserException;
import io.thawline.io.Opener;
import io.thawline.network.NetworkOptions;
import io.thawline.network.OpenedScript;
import io.thawline.network.UNetOptions;
import io.thawline.network.UNetSizes;
import io.thawline.schedule.Origin;
import io.thawline.schedule.ScheduleMode;
import io.thawline.storage.Places;
import io.thawline.tensor.HostTensor;
import io.thawline.tensor.Init;
import io.thawline.tensor.Layout;
import io.thawline.tensor.Shape;
import io.thawline.tensor.StateDict;
import io.thawline.transfer.CheckpointFile;
import io.thawline.transfer.OnMismatch;
import io.thawline.transfer.Transfer;
import io.thawline.transfer.TransferOptions;
import io.thawline.transfer.TransferResult;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.apache.hadoop.conf.Configuration;

/** Reads the checkpoints that a configuration names and fits them to its networks. */
final class FirstWeights {
  /** The pin of a checkpoint in parts is over all of them, not over its index. */
  private static final String INDEX = ".json";

  private FirstWeights() {}

  /** Reaches the checkpoints of a configuration, and holds one of the web against its pin. */
  static Opener places(List<TransferOptions> inits, Supplier<Configuration> hadoop) {
    Map<String, String> pins = new HashMap<>();
    inits.stream()
        .flatMap(init -> init.files().stream())
        .filter(file -> file.isPinned() && !file.from().endsWith(INDEX))
        .forEach(file -> pins.put(file.from(), file.sha256()));
    return new Places(hadoop, System.getenv(), pins);
  }

  /** Fails where a checkpoint is not to be had; fetches those of the web. */
  static void requirePresent(List<TransferOptions> inits, Opener files) {
    for (TransferOptions init : inits) {
      for (CheckpointFile file : init.files()) {
        if (files.list(file.from()).isEmpty()) {
          files.open(file.from()).close();
        }
      }
    }
  }

  /**
   * The first weights of the main network.
   *
   * @param files reaches the checkpoints
   * @throws io.thawline.errors.UserException when a checkpoint is refused or does not fit
   */
  static TransferResult of(RunConfig config, Opener files) {
    if (config.mode() == ScheduleMode.SCRATCH) {
      return Transfer.fresh(config.model().network().layout(), config.run().seed());
    }
    return of(config.model(), config.init(), files, config.run().seed());
  }

  /**
   * The first weights of another network: transferred where its plan names a checkpoint.
   *
   * @throws io.thawline.errors.UserException likewise, naming where the network's keys stand
   */
  static Optional<TransferResult> of(NetworkPlan plan, Opener files, long seed) {
    try {
      return plan.init().map(init -> of(plan.model(), init, files, seed));
    } catch (ConfigurationException e) {
      throw new ConfigurationException(under(plan, e));
    } catch (InputRefusedException e) {
      throw new InputRefusedException(under(plan, e));
    }
  }

  private static List<String> under(NetworkPlan plan, UserException refused) {
    return refused.problems().stream()
        .map(problem -> "Under %s: %s".formatted(plan.key().replaceFirst("\\.$", ""), problem))
        .toList();
  }

  /**
   * What the transfer would leave new in the main network, without a Spark session. The checkpoints
   * of others are fitted too.
   *
   * @throws io.thawline.errors.UserException when a checkpoint does not fit, or a phase is empty
   */
  static Origin origin(RunConfig config, Supplier<Configuration> hadoop) {
    Opener files = places(config.inits(), hadoop);
    Origin origin = new Origin(of(config, files).report().fresh());
    config.networks().entrySet().stream()
        .filter(network -> !network.getKey().equals(config.learned().mainNetwork()))
        .forEach(network -> of(network.getValue(), files, config.run().seed()));
    config.requireTrainable(origin, Set.of());
    return origin;
  }

  /** First weights that no checkpoint supplies: a function of the seed and their names. */
  static StateDict drawn(Layout layout, long seed) {
    Map<String, HostTensor> tensors = new LinkedHashMap<>();
    layout.tensors().forEach(spec -> tensors.put(spec.name(), Init.draw(spec, seed)));
    return StateDict.of(tensors);
  }

  private static TransferResult of(
      NetworkOptions model, TransferOptions init, Opener files, long seed) {
    Layout layout = model.network().layout();
    if (init.isFresh()) {
      return Transfer.fresh(layout, seed);
    }
    List<Checkpoint> checkpoints =
        init.files().stream().map(file -> read(model, file, files)).toList();
    if (model instanceof UNetOptions generator) {
      requireSuited(generator, init, checkpoints.get(0));
    }
    return Transfer.plan(layout, checkpoints, init, seed);
  }

  private static Checkpoint read(NetworkOptions model, CheckpointFile file, Opener files) {
    Checkpoint checkpoint =
        model instanceof OpenedScript
            ? TrustedModule.checkpoint(file.from(), files)
            : Models.read(file.from(), files, ReadOptions.DEFAULT.withKey(file.key()));
    if (file.isPinned() && !file.sha256().equalsIgnoreCase(checkpoint.sha256())) {
      throw new InputRefusedException(
          "Refused %s: its SHA-256 is %s, and its pin in init is %s. Find out why it changed before you change the pin."
              .formatted(checkpoint.location(), checkpoint.sha256(), file.sha256()));
    }
    return checkpoint;
  }

  /** Another size of images, or of channels, would show as a mismatch of every tensor. */
  private static void requireSuited(
      UNetOptions model, TransferOptions init, Checkpoint checkpoint) {
    Map<String, Shape> shapes = new HashMap<>();
    checkpoint.tensors().asMap().forEach((name, tensor) -> shapes.put(name, tensor.shape()));
    boolean adapted = init.ruleFor(UNetSizes.INPUT) != OnMismatch.FAIL;
    List<String> problems = new ArrayList<>();
    UNetSizes.of(shapes)
        .ifPresent(
            sizes ->
                sizes.differences(model).stream()
                    .filter(line -> !(adapted && line.startsWith("model.channels ")))
                    .map(line -> remedied(line, checkpoint))
                    .forEach(problems::add));
    if (!problems.isEmpty()) {
      throw new InputRefusedException(problems);
    }
  }

  private static String remedied(String line, Checkpoint checkpoint) {
    String channels =
        line.startsWith("model.channels ")
            ? ", or add init.on_mismatch: {'%s': adapt_input}"
                .formatted(UNetSizes.INPUT.replace(".", "\\."))
            : "";
    return "Cannot load %s: %s%s.".formatted(checkpoint.location(), line, channels);
  }
}
