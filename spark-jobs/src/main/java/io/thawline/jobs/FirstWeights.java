package io.thawline.jobs;

import io.thawline.checkpoint.Checkpoint;
import io.thawline.checkpoint.Models;
import io.thawline.checkpoint.ReadOptions;
import io.thawline.errors.InputRefusedException;
import io.thawline.io.Opener;
import io.thawline.network.UNetOptions;
import io.thawline.network.UNetSizes;
import io.thawline.schedule.ScheduleMode;
import io.thawline.storage.Places;
import io.thawline.tensor.Shape;
import io.thawline.transfer.CheckpointFile;
import io.thawline.transfer.OnMismatch;
import io.thawline.transfer.Transfer;
import io.thawline.transfer.TransferOptions;
import io.thawline.transfer.TransferResult;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.apache.hadoop.conf.Configuration;

/** Reads the checkpoints that a configuration names and fits them to its network. */
final class FirstWeights {
  /** The pin of a checkpoint in parts is over all of them, not over its index. */
  private static final String INDEX = ".json";

  private FirstWeights() {}

  /** Reaches the checkpoints of a configuration, and holds one of the web against its pin. */
  static Opener places(TransferOptions init, Supplier<Configuration> hadoop) {
    Map<String, String> pins = new HashMap<>();
    init.files().stream()
        .filter(file -> file.isPinned() && !file.from().endsWith(INDEX))
        .forEach(file -> pins.put(file.from(), file.sha256()));
    return new Places(hadoop, System.getenv(), pins);
  }

  /** Fails where a checkpoint is not to be had; fetches those of the web. */
  static void requirePresent(RunConfig config, Opener files) {
    if (config.mode() == ScheduleMode.SCRATCH) {
      return;
    }
    for (CheckpointFile file : config.init().files()) {
      if (files.list(file.from()).isEmpty()) {
        files.open(file.from()).close();
      }
    }
  }

  /**
   * The network's first weights.
   *
   * @param files reaches the checkpoints
   * @throws io.thawline.errors.UserException when a checkpoint is refused or does not fit
   */
  static TransferResult of(RunConfig config, Opener files) {
    TransferOptions init = config.init();
    if (config.mode() == ScheduleMode.SCRATCH) {
      return Transfer.none(config.model().network().layout(), config.run().seed());
    }
    List<Checkpoint> checkpoints = init.files().stream().map(file -> read(file, files)).toList();
    if (config.model() instanceof UNetOptions model) {
      requireSuited(model, init, checkpoints.get(0));
    }
    return Transfer.plan(config.model().network().layout(), checkpoints, init, config.run().seed());
  }

  private static Checkpoint read(CheckpointFile file, Opener files) {
    Checkpoint checkpoint =
        Models.read(file.from(), files, ReadOptions.DEFAULT.withKey(file.key()));
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
