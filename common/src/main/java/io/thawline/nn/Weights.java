package io.thawline.nn;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.thawline.schedule.ParameterGroup;
import io.thawline.state.Moments;
import io.thawline.state.NetworkState;
import io.thawline.tensor.DType;
import io.thawline.tensor.HostTensor;
import io.thawline.tensor.Layout;
import io.thawline.tensor.StateDict;
import io.thawline.tensor.TensorSpec;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * One network's tensors on a device. The parameters that train are views of one buffer, group by
 * group, and what the optimizer remembers of them, of one buffer a slot ({@link OptimizerState});
 * those that are frozen are views of as many as they need. Only what trains requires gradients, and
 * only what trains has moments.
 */
public final class Weights implements AutoCloseable {
  private static final String COUNT = ".num_batches_tracked";

  private final NDManager manager;
  private final Layout layout;
  private final TrainableParameters trainable;
  private final FlatBuffer parameters;
  private final List<FlatBuffer> frozen = new ArrayList<>();
  private final OptimizerState optimizerState;
  private final Map<String, NDArray> buffers = new HashMap<>();
  private final Map<String, Long> batchCounts = new HashMap<>();
  private final Map<String, Long> lastValues = new HashMap<>();
  private final Map<String, NDArray> shared = new HashMap<>();
  private @Nullable ScriptModule module;

  private Weights(
      NDManager manager, Layout layout, TrainableParameters trainable, Map<String, Moments> start) {
    this.manager = manager;
    this.layout = layout;
    this.trainable = trainable;
    parameters = new FlatBuffer(manager, trainable.grouped());
    FlatBuffer.cut(trainable.frozen()).forEach(part -> frozen.add(new FlatBuffer(manager, part)));
    optimizerState = new OptimizerState(manager, parameters, start);
  }

  /**
   * A network's tensors, copied to a device.
   *
   * @param groups what trains; every other parameter is frozen
   * @throws IllegalArgumentException when a group names no parameter of the layout or one that
   *     another group has, or when the state lacks a tensor
   */
  public static Weights load(
      Device device, Layout layout, NetworkState state, List<ParameterGroup> groups) {
    device.bindThread();
    NDManager manager = device.newManager();
    try {
      TrainableParameters trainable = new TrainableParameters(layout, groups);
      Map<String, Moments> start = new HashMap<>(state.moments());
      start.keySet().retainAll(trainable.names());
      Weights weights = Autograd.off(() -> new Weights(manager, layout, trainable, start));
      weights.fill(state.tensors());
      return weights;
    } catch (Throwable e) { // a heap that is too small must not cost the engine's memory too
      manager.close();
      throw e;
    }
  }

  /**
   * Why a layout cannot be loaded to train these groups; empty where it can. An array of the
   * engine's that the host reads and writes ends at 2 GiB: no tensor may be larger, nor all that
   * trains together.
   */
  public static Optional<String> tooLarge(Layout layout, List<ParameterGroup> groups) {
    List<TensorSpec> training =
        groups.stream()
            .flatMap(group -> group.parameters().stream())
            .map(name -> layout.find(name).orElseThrow())
            .toList();
    return Stream.concat(layout.parameters().stream().map(List::of), Stream.of(training))
        .filter(together -> !FlatBuffer.fits(together))
        .findFirst()
        .map(
            together ->
                "%s%s: %d MB, and an array of the engine's ends at 2048 MB"
                    .formatted(
                        together.get(0).name(),
                        together.size() == 1
                            ? ""
                            : " and %d more that train with it".formatted(together.size() - 1),
                        FlatBuffer.bytes(together) >> 20));
  }

  private void fill(StateDict tensors) {
    for (TensorSpec spec : layout.tensors()) {
      HostTensor values = tensors.require(spec.name());
      if (!values.shape().equals(spec.shape())) {
        throw new IllegalArgumentException(
            "%s is %s, the network's is %s".formatted(spec.name(), values.shape(), spec.shape()));
      }
      fill(spec, values);
    }
    trainable.names().forEach(name -> parameters.view(name).setRequiresGradient(true));
  }

  private void fill(TensorSpec spec, HostTensor values) {
    if (spec.isParameter()) {
      buffer(spec.name()).write(spec.name(), values);
    } else if (spec.dtype() == DType.INT64) {
      batchCounts.put(spec.name(), values.toLongs()[0]);
    } else {
      Shape shape = new Shape(spec.shape().dims());
      buffers.put(
          spec.name(),
          HostMemory.create(
              manager, shape, DataType.FLOAT32, all -> all.put(values.toFloat32().bytes())));
    }
  }

  /**
   * A parameter or a floating buffer.
   *
   * @throws IllegalArgumentException when there is none of that name
   */
  public NDArray tensor(String name) {
    NDArray other = shared.getOrDefault(name, buffers.get(name));
    return other == null ? buffer(name).view(name) : other;
  }

  /** The module of an archive that computes with these weights, loaded on the first call. */
  ScriptModule module(byte[] archive) {
    if (module == null) {
      module = ScriptModule.over(this, archive);
    }
    return module;
  }

  /** From here on the parameter or buffer is that tensor, which has its memory here. */
  void share(String name, NDArray tensor) {
    tensor.setRequiresGradient(trainable.contains(name));
    shared.put(name, tensor);
  }

  private FlatBuffer buffer(String parameter) {
    return frozen.stream().filter(part -> part.has(parameter)).findFirst().orElse(parameters);
  }

  /** The parameters that train, in the layout's order, however they are grouped. */
  public List<NDArray> trainable() {
    return trainable.names().stream().map(this::tensor).toList();
  }

  /** Their names, in the same order. */
  public List<String> trainableNames() {
    return trainable.names();
  }

  /** Whether the BatchNorm layer of that name moves its running statistics in training. */
  boolean isMoving(String prefix) {
    return trainable.isMoving(prefix);
  }

  /** A BatchNorm layer saw a batch, of so many values a channel. */
  void countBatch(String prefix, long values) {
    batchCounts.merge(prefix + COUNT, 1L, Long::sum);
    lastValues.put(prefix, values);
  }

  /** Values a channel of the last batch that the BatchNorm layer saw; 0 where it saw none. */
  long lastValues(String prefix) {
    return lastValues.getOrDefault(prefix, 0L);
  }

  List<ParameterGroup> groups() {
    return trainable.groups();
  }

  Layout layout() {
    return layout;
  }

  NDManager manager() {
    return manager;
  }

  OptimizerState optimizerState() {
    return optimizerState;
  }

  /**
   * What training moves: the trainable parameters, their moments, and the statistics of BatchNorm
   * layers that are not frozen, in the layout's order. The tensors are this object's own memory:
   * they are gone when it is closed, and further steps change them.
   */
  public NetworkState moved() {
    Map<String, HostTensor> moved = new HashMap<>(parameters.read());
    trainable.movingBuffers().forEach(spec -> moved.put(spec.name(), buffer(spec)));
    Map<String, HostTensor> ordered = new LinkedHashMap<>();
    layout.tensors().stream()
        .filter(s -> moved.containsKey(s.name()))
        .forEach(s -> ordered.put(s.name(), moved.get(s.name())));
    return new NetworkState(StateDict.of(ordered), optimizerState.moments(trainable.names()));
  }

  private HostTensor buffer(TensorSpec spec) {
    if (spec.dtype() == DType.INT64) {
      return HostTensor.ofLongs(spec.shape(), batchCounts.getOrDefault(spec.name(), 0L));
    }
    return HostTensor.of(DType.FLOAT32, spec.shape(), HostMemory.of(tensor(spec.name())));
  }

  /** Whether no trainable parameter, moment or statistic is NaN or infinite. */
  public boolean areFinite() {
    return Gradients.allFinite(parameters.array())
        && optimizerState.isFinite()
        && buffers.values().stream().allMatch(Gradients::allFinite);
  }

  @Override
  public void close() {
    manager.close();
  }
}
