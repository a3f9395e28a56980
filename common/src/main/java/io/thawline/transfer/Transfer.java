package io.thawline.transfer;

import io.thawline.checkpoint.Checkpoint;
import io.thawline.errors.ConfigurationException;
import io.thawline.errors.InputRefusedException;
import io.thawline.tensor.DType;
import io.thawline.tensor.HostTensor;
import io.thawline.tensor.Init;
import io.thawline.tensor.LayerKind;
import io.thawline.tensor.Layout;
import io.thawline.tensor.StateDict;
import io.thawline.tensor.TensorSpec;
import io.thawline.transfer.LoadReport.Entry;
import io.thawline.transfer.LoadReport.Status;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Matches a checkpoint to a network by name. Every tensor of the network ends up loaded or
 * initialised; whatever does not fit and is not allowed by name stops the transfer.
 */
public final class Transfer {
  private static final int MOST_PROBLEMS = 10;

  private final Layout layout;
  private final Checkpoint checkpoint;
  private final NamePatterns allowMissing;
  private final NamePatterns allowUnexpected;
  private final long seed;

  private final Map<String, HostTensor> weights = new LinkedHashMap<>();
  private final List<Entry> entries = new ArrayList<>();
  private final List<String> problems = new ArrayList<>();

  private Transfer(Layout layout, Checkpoint checkpoint, TransferOptions options, long seed) {
    this.layout = layout;
    this.checkpoint = checkpoint;
    this.allowMissing = NamePatterns.of("init.allow_missing", options.allowMissing());
    this.allowUnexpected = NamePatterns.of("init.allow_unexpected", options.allowUnexpected());
    this.seed = seed;
  }

  /**
   * The network's first weights.
   *
   * @param layout of the network; its floating tensors are float32
   * @param seed of the tensors that are initialised
   * @throws ConfigurationException when a pattern matches nothing
   * @throws InputRefusedException with one line for each tensor that does not fit, up to ten
   */
  public static TransferResult plan(
      Layout layout, Checkpoint checkpoint, TransferOptions options, long seed) {
    return new Transfer(layout, checkpoint, options, seed).run();
  }

  private TransferResult run() {
    requirePatternsMatch();
    layout.tensors().forEach(this::place);
    checkpoint.tensors().asMap().forEach(this::leaveOut);
    if (!problems.isEmpty()) {
      throw new InputRefusedException(shortened());
    }
    LoadReport report =
        new LoadReport(checkpoint.location(), checkpoint.format(), checkpoint.sha256(), entries);
    return new TransferResult(StateDict.of(weights), report);
  }

  /** A model of other sizes disagrees with every tensor: a screenful of that tells no more. */
  private List<String> shortened() {
    if (problems.size() <= MOST_PROBLEMS) {
      return problems;
    }
    List<String> shown = new ArrayList<>(problems.subList(0, MOST_PROBLEMS));
    shown.add(
        "%d more tensors of %s do not fit the model."
            .formatted(problems.size() - MOST_PROBLEMS, checkpoint.location()));
    return shown;
  }

  private void requirePatternsMatch() {
    List<String> unmatched = new ArrayList<>();
    unmatched.addAll(
        allowMissing.unmatched("model", layout.tensors().stream().map(TensorSpec::name).toList()));
    unmatched.addAll(allowUnexpected.unmatched("checkpoint", checkpoint.tensors().names()));
    if (!unmatched.isEmpty()) {
      throw new ConfigurationException(unmatched);
    }
  }

  private void place(TensorSpec spec) {
    Optional<HostTensor> source = checkpoint.tensors().find(spec.name());
    if (source.isPresent()) {
      load(spec, source.get());
    } else if (spec.added() || isBatchCounter(spec)) {
      initialise(spec, Status.NEW);
    } else if (allowMissing.match(spec.name())) {
      initialise(spec, Status.MISSING);
    } else {
      refuse(
          spec.name(),
          "the checkpoint has no such tensor, the model has %s".formatted(spec.shape()),
          "Add %s to start it afresh.".formatted(allowMissing.remedy(spec.name())));
    }
  }

  /** BatchNorm counts its batches since PyTorch 0.4.1; PyTorch, too, starts older files at 0. */
  private static boolean isBatchCounter(TensorSpec spec) {
    return spec.layer() == LayerKind.BATCH_NORM && spec.dtype() == DType.INT64;
  }

  private void initialise(TensorSpec spec, Status status) {
    HostTensor tensor = Init.draw(spec, seed);
    weights.put(spec.name(), tensor);
    entries.add(
        new Entry(
            spec.name(), status, "", tensor.dtype().torchName(), spec.shape(), tensor.byteCount()));
  }

  private void load(TensorSpec spec, HostTensor source) {
    if (!source.shape().equals(spec.shape())) {
      refuse(
          spec.name(),
          "checkpoint has %s, model has %s".formatted(source.shape(), spec.shape()),
          "Set the model's options to those the checkpoint was trained with.");
      return;
    }
    if (source.dtype().isFloating() != spec.dtype().isFloating() || source.dtype() == DType.BOOL) {
      refuse(
          spec.name(),
          "checkpoint has %s, model has %s"
              .formatted(source.dtype().torchName(), spec.dtype().torchName()),
          "Save it in the model's type.");
      return;
    }
    HostTensor tensor = source.dtype() == spec.dtype() ? source : cast(spec, source);
    if (!tensor.isFinite()) {
      refuse(
          spec.name(), "it holds NaN or infinity as float32", "Start from an earlier checkpoint.");
      return;
    }
    weights.put(spec.name(), tensor);
    entries.add(
        new Entry(
            spec.name(),
            source.dtype() == spec.dtype() ? Status.LOADED : Status.CAST,
            source.dtype().torchName(),
            spec.dtype().torchName(),
            spec.shape(),
            tensor.byteCount()));
  }

  private static HostTensor cast(TensorSpec spec, HostTensor source) {
    return switch (spec.dtype()) {
      case FLOAT32 -> source.toFloat32();
      case INT64 -> HostTensor.ofLongs(source.shape(), source.toLongs());
      default ->
          throw new IllegalArgumentException(
              "no network has tensors of " + spec.dtype().torchName());
    };
  }

  private void leaveOut(String name, HostTensor tensor) {
    if (layout.find(name).isPresent()) {
      return;
    }
    if (allowUnexpected.match(name)) {
      entries.add(
          new Entry(
              name,
              Status.UNEXPECTED,
              tensor.dtype().torchName(),
              "",
              tensor.shape(),
              tensor.byteCount()));
    } else {
      refuse(
          name,
          "checkpoint has %s, the model has no such tensor".formatted(tensor.shape()),
          "Add %s to leave it out.".formatted(allowUnexpected.remedy(name)));
    }
  }

  private void refuse(String name, String what, String remedy) {
    problems.add(
        "Cannot load %s from %s: %s. %s".formatted(name, checkpoint.location(), what, remedy));
  }
}
