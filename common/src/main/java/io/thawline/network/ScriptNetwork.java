package io.thawline.network;

import ai.djl.ndarray.NDArray;
import io.thawline.nn.Mode;
import io.thawline.nn.ScriptModule;
import io.thawline.nn.Weights;
import io.thawline.tensor.DType;
import io.thawline.tensor.Init;
import io.thawline.tensor.LayerKind;
import io.thawline.tensor.Layout;
import io.thawline.tensor.Shape;
import io.thawline.tensor.TensorSpec;
import java.io.Serializable;
import java.util.List;
import java.util.Map;

/**
 * A user's TorchScript module as a network: its tensors under their own names, each module that has
 * some a group, and all of its forward pass one stage. Buffers that are not float32 stay in the
 * module and start anew with it. A layer that is frozen has its BatchNorm in training mode still:
 * what that does is the module's own code.
 *
 * <p>The module is a program. It is loaded, and runs, with the first forward pass.
 */
public final class ScriptNetwork implements Network {
  private static final String ALL = "module";

  private final Archive archive;
  private final Signature signature;
  private final Layout layout;

  /** The file of a module, wherever it is asked for. */
  public interface Archive extends Serializable {
    /** All of it; not to be changed. */
    byte[] bytes();
  }

  /**
   * What a module takes and gives.
   *
   * @param inputs names of its arguments, in their order
   * @param output name of what it gives, the first tensor of a tuple
   * @param activations numbers that a forward pass of one sample keeps for the way back, about
   */
  public record Signature(List<String> inputs, String output, long activations) {
    public Signature {
      inputs = List.copyOf(inputs);
    }
  }

  /**
   * A module that the user trusts.
   *
   * @param tensors that training may move, in the module's order
   */
  ScriptNetwork(List<ScriptTensor> tensors, Archive archive, Signature signature) {
    this.archive = archive;
    this.signature = signature;
    this.layout = new Layout(tensors.stream().map(ScriptNetwork::spec).toList());
  }

  private static TensorSpec spec(ScriptTensor tensor) {
    Shape shape = Shape.of(tensor.dims().stream().mapToLong(Long::longValue).toArray());
    LayerKind guess = shape.rank() > 2 ? LayerKind.CONV : LayerKind.LINEAR;
    return new TensorSpec(
        tensor.name(),
        DType.FLOAT32,
        shape,
        tensor.parameter() ? TensorSpec.Role.PARAMETER : TensorSpec.Role.BUFFER,
        tensor.parameter() ? guess : LayerKind.BATCH_NORM,
        new Init.Constant(0),
        false);
  }

  @Override
  public Layout layout() {
    return layout;
  }

  @Override
  public long activations() {
    return signature.activations();
  }

  @Override
  public List<Stage> stages() {
    return List.of(Stage.last(ALL, this::run).drawing(true)); // for all that is known of its code
  }

  private Map<String, NDArray> run(Weights weights, Map<String, NDArray> values, Mode mode) {
    List<NDArray> arguments =
        signature.inputs().stream().map(name -> Inputs.require(values, name)).toList();
    List<NDArray> outputs = ScriptModule.of(weights, archive.bytes()).forward(arguments, mode);
    return Map.of(signature.output(), outputs.get(0));
  }

  /** The file of the module with these weights, for {@code torch.jit.load}. */
  public byte[] archive(Weights weights) {
    return ScriptModule.of(weights, archive.bytes()).archive();
  }
}
