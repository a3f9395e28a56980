package io.thawline.transfer;

import io.thawline.tensor.HostTensor;
import io.thawline.tensor.Init;
import io.thawline.tensor.StateDict;
import io.thawline.tensor.TensorSpec;
import io.thawline.transfer.LoadReport.Entry;
import io.thawline.transfer.LoadReport.Status;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The tensors of a network as they are filled, and a line of the report for each. */
final class Ledger {
  private final String location;
  private final long seed;
  private final Map<String, HostTensor> weights = new LinkedHashMap<>();
  private final Map<String, HostTensor> taken = new LinkedHashMap<>();
  private final List<Entry> entries = new ArrayList<>();

  /**
   * An empty network.
   *
   * @param location of the first checkpoint, which needs no mention
   * @param seed of the tensors that are initialised
   */
  Ledger(String location, long seed) {
    this.location = location;
    this.seed = seed;
  }

  /** The tensors so far; all of the layout's, in its order, once each had its turn. */
  StateDict weights() {
    return StateDict.of(weights);
  }

  /** What was taken whole, under the names it has in the checkpoints without prefixes. */
  StateDict taken() {
    return StateDict.of(taken);
  }

  List<Entry> entries() {
    return Collections.unmodifiableList(entries);
  }

  /** A tensor begins anew. */
  void initialise(TensorSpec spec, Status status, String note) {
    HostTensor tensor = Init.draw(spec, seed);
    String type = tensor.dtype().torchName();
    weights.put(spec.name(), tensor);
    entries.add(
        new Entry(spec.name(), status, "", type, spec.shape(), tensor.byteCount(), 0, "", note));
  }

  /** A tensor is the checkpoint's, of the model's type now. */
  void takeWhole(TensorSpec spec, SourceTensor source, HostTensor values) {
    taken.putIfAbsent(source.stripped(), values);
    put(spec, source, values, wholeStatus(spec, source), values.shape().elements(), "");
  }

  private static Status wholeStatus(TensorSpec spec, SourceTensor source) {
    if (!source.stripped().equals(spec.name())) {
      return Status.RENAMED;
    }
    return source.tensor().dtype() == spec.dtype() ? Status.LOADED : Status.CAST;
  }

  /** A tensor is the checkpoint's in part, or was brought to the model's shape by a rule. */
  void takeAdapted(TensorSpec spec, SourceTensor source, HostTensor values, OnMismatch rule) {
    HostTensor adapted = Adaptation.adapt(rule, values, spec, seed);
    long numbers = Adaptation.taken(rule, values.shape(), spec.shape());
    put(spec, source, adapted, Status.PARTIAL, numbers, rule.word() + " from " + values.shape());
  }

  private void put(
      TensorSpec spec,
      SourceTensor source,
      HostTensor tensor,
      Status status,
      long numbers,
      String note) {
    String elsewhere = source.file().equals(location) ? "" : "in " + source.file();
    weights.put(spec.name(), tensor);
    entries.add(
        new Entry(
            spec.name(),
            status,
            source.tensor().dtype().torchName(),
            spec.dtype().torchName(),
            spec.shape(),
            tensor.byteCount(),
            numbers,
            source.stripped().equals(spec.name()) ? "" : source.written(),
            Stream.of(note, elsewhere)
                .filter(part -> !part.isEmpty())
                .collect(Collectors.joining(", "))));
  }

  /** A tensor of the checkpoint stays there. */
  void leaveOut(SourceTensor source) {
    HostTensor tensor = source.tensor();
    entries.add(
        new Entry(
            source.written(),
            Status.UNEXPECTED,
            tensor.dtype().torchName(),
            "",
            tensor.shape(),
            tensor.byteCount(),
            0,
            "",
            ""));
  }
}
