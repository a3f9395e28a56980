package io.thawline.transfer;

import io.thawline.tensor.DType;
import io.thawline.tensor.HostTensor;
import io.thawline.tensor.LayerKind;
import io.thawline.tensor.Shape;
import io.thawline.tensor.TensorSpec;
import io.thawline.transfer.LoadReport.Status;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Fills a network tensor by tensor: decides for each what becomes of it. */
final class Filling {
  private final String location;
  private final TransferOptions options;
  private final NamePatterns drop;
  private final NamePatterns allowMissing;
  private final NamePatterns allowNonFinite;
  private final NamePatterns onMismatch;
  private final Ledger ledger;

  private final Map<String, OnMismatch> rules = new HashMap<>();
  private final List<String> problems = new ArrayList<>();

  /**
   * An empty network.
   *
   * @param location of the first checkpoint
   */
  Filling(String location, TransferOptions options, long seed) {
    this.location = location;
    this.options = options;
    this.drop = NamePatterns.of("init.drop", options.drop());
    this.allowMissing = NamePatterns.of("init.allow_missing", options.allowMissing());
    this.allowNonFinite = NamePatterns.of("init.allow_non_finite", options.allowNonFinite());
    this.onMismatch = NamePatterns.of("init.on_mismatch", options.onMismatch().keySet());
    this.ledger = new Ledger(location, seed);
  }

  /** What has been filled so far. */
  Ledger ledger() {
    return ledger;
  }

  /** One line for each tensor that was refused. */
  List<String> problems() {
    return Collections.unmodifiableList(problems);
  }

  /** One line for each pattern that matches none of the model's names. */
  List<String> unmatched(List<String> names) {
    List<String> unmatched = new ArrayList<>(allowMissing.unmatched("model", names));
    unmatched.addAll(allowNonFinite.unmatched("model", names));
    unmatched.addAll(onMismatch.unmatched("model", names));
    return unmatched;
  }

  /** Whether no checkpoint need have it. */
  boolean mayBeAbsent(TensorSpec spec) {
    return startsAfresh(spec) || allowMissing.match(spec.name());
  }

  /** Whether a tensor has the model's shape, or a rule brings it there. */
  boolean shapesSuit(SourceTensor source, TensorSpec spec) {
    return obstacle(source.tensor().shape(), spec).isEmpty();
  }

  /** Fills a tensor of the model from a checkpoint, or initialises it. */
  void place(TensorSpec spec, Optional<SourceTensor> source) {
    if (source.isPresent()) {
      load(spec, source.get());
    } else if (startsAfresh(spec)) {
      ledger.initialise(spec, Status.NEW, "");
    } else if (allowMissing.match(spec.name())) {
      ledger.initialise(spec, Status.MISSING, "");
    } else {
      refuse(
          spec.name(),
          location,
          "the checkpoint has no such tensor, the model has %s".formatted(spec.shape()),
          "Add %s to start it afresh.".formatted(allowMissing.remedy(spec.name())));
    }
  }

  /**
   * Of a layer that was added; or BatchNorm's count of batches, which PyTorch has since 0.4.1 and
   * starts at 0 for older files, too.
   */
  private static boolean startsAfresh(TensorSpec spec) {
    return spec.added() || (spec.layer() == LayerKind.BATCH_NORM && spec.dtype() == DType.INT64);
  }

  private OnMismatch rule(TensorSpec spec) {
    return rules.computeIfAbsent(spec.name(), options::ruleFor);
  }

  /** Why a tensor of that shape cannot become the model's; empty when it can. */
  private Optional<String> obstacle(Shape shape, TensorSpec spec) {
    return shape.equals(spec.shape())
        ? Optional.empty()
        : Adaptation.obstacle(rule(spec), shape, spec);
  }

  private void load(TensorSpec spec, SourceTensor source) {
    Optional<String> obstacle = obstacle(source.tensor().shape(), spec);
    if (obstacle.isPresent()) {
      refuseShape(spec, source, obstacle.get());
      return;
    }
    DType dtype = source.tensor().dtype();
    if (!isOfTheKind(spec, dtype)) {
      refuseOrStartAfresh(
          spec,
          source,
          "checkpoint has %s, model has %s".formatted(dtype.torchName(), spec.dtype().torchName()),
          "Save it in the model's type");
      return;
    }
    HostTensor values = cast(spec, source.tensor());
    if (!allowNonFinite.match(spec.name()) && !values.isFinite()) {
      refuseOrStartAfresh(
          spec,
          source,
          "it holds NaN or infinity as float32",
          "Start from an earlier checkpoint, add %s to keep them"
              .formatted(allowNonFinite.remedy(spec.name())));
      return;
    }
    take(spec, source, values);
  }

  private static boolean isOfTheKind(TensorSpec spec, DType dtype) {
    return dtype.isFloating() == spec.dtype().isFloating() && dtype != DType.BOOL;
  }

  private void refuseShape(TensorSpec spec, SourceTensor source, String obstacle) {
    Shape shape = source.tensor().shape();
    String reason = obstacle.isEmpty() ? "" : "; " + obstacle;
    refuse(
        spec.name(),
        source.file(),
        "checkpoint has %s, model has %s%s".formatted(shape, spec.shape(), reason),
        "Set the model's options to those the checkpoint was trained with, or add init.on_mismatch: {%s: %s}."
            .formatted(Patterns.exactly(spec.name()), Adaptation.suitable(shape, spec).word()));
  }

  private void refuseOrStartAfresh(
      TensorSpec spec, SourceTensor source, String what, String remedy) {
    if (rule(spec) == OnMismatch.REINIT) {
      ledger.initialise(spec, Status.REINITIALISED, what);
      return;
    }
    refuse(
        spec.name(),
        source.file(),
        what,
        "%s, or add init.on_mismatch: {%s: reinit} to start it afresh."
            .formatted(remedy, Patterns.exactly(spec.name())));
  }

  private void take(TensorSpec spec, SourceTensor source, HostTensor values) {
    OnMismatch rule = rule(spec);
    if (values.shape().equals(spec.shape())) {
      ledger.takeWhole(spec, source, values);
    } else if (rule == OnMismatch.REINIT) {
      ledger.initialise(spec, Status.REINITIALISED, "checkpoint has " + values.shape());
    } else {
      ledger.takeAdapted(spec, source, values, rule);
    }
  }

  private static HostTensor cast(TensorSpec spec, HostTensor source) {
    if (source.dtype() == spec.dtype()) {
      return source;
    }
    return switch (spec.dtype()) {
      case FLOAT32 -> source.toFloat32();
      case INT64 -> HostTensor.ofLongs(source.shape(), source.toLongs());
      default ->
          throw new IllegalArgumentException(
              "no network has tensors of " + spec.dtype().torchName());
    };
  }

  /** A tensor that no one wants and no rule drops. */
  void refuseUnexpected(SourceTensor source) {
    refuse(
        source.name(),
        source.file(),
        "checkpoint has %s, the model has no such tensor".formatted(source.tensor().shape()),
        "Add %s to leave it out.".formatted(drop.remedy(source.name())));
  }

  private void refuse(String name, String file, String what, String remedy) {
    problems.add("Cannot load %s from %s: %s. %s".formatted(name, file, what, remedy));
  }
}
