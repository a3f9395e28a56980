package io.thawline.nn;

import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.engine.PtSymbolBlock;
import ai.djl.pytorch.jni.IValueUtils;
import ai.djl.pytorch.jni.JniUtils;
import io.thawline.errors.InputRefusedException;
import io.thawline.errors.UserException;
import io.thawline.tensor.HostTensor;
import io.thawline.tensor.Shape;
import io.thawline.tensor.StateDict;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A user's TorchScript module. Its parameters have their memory in {@link Weights}, so that they
 * are frozen, updated and averaged as any others. Its buffers stay inside: DJL shows none, so what
 * training moves there is lost with the object.
 *
 * <p>Loading a module is running code that a stranger may have written.
 */
public final class ScriptModule {
  private final PtSymbolBlock module;
  private final NDList parameters;

  private ScriptModule(NDManager manager, byte[] archive) {
    try {
      module =
          JniUtils.loadModule(
              (PtNDManager) manager, new ByteArrayInputStream(archive), false, false);
    } catch (EngineException | IOException e) {
      throw new InputRefusedException(
          "The TorchScript module cannot be loaded (%s): save it with torch.jit.save from a PyTorch that this engine reads"
              .formatted(UserException.firstLine(e)),
          e);
    }
    parameters = JniUtils.moduleGetParams(module, (PtNDManager) manager);
  }

  /**
   * The parameters of a module as its file has them, by name, in the module's order.
   *
   * @throws InputRefusedException when the engine does not load it, or a parameter is not float32
   */
  public static StateDict parameters(Device device, byte[] archive) {
    try (NDManager manager = device.newManager()) {
      Map<String, HostTensor> tensors = new LinkedHashMap<>();
      for (NDArray parameter : new ScriptModule(manager, archive).parameters) {
        tensors.put(parameter.getName(), copied(parameter));
      }
      return StateDict.of(tensors);
    }
  }

  private static HostTensor copied(NDArray parameter) {
    if (parameter.getDataType() != ai.djl.ndarray.types.DataType.FLOAT32) {
      throw new InputRefusedException(
          "Parameter %s of the TorchScript module is %s: convert the module with .float()"
              .formatted(parameter.getName(), parameter.getDataType()));
    }
    return HostTensor.ofFloats(Shape.of(parameter.getShape().getShape()), parameter.toFloatArray());
  }

  /** The module of these weights. */
  public static ScriptModule of(Weights weights, byte[] archive) {
    return weights.module(archive);
  }

  /** Loads the module and lets its parameters lie where the weights are. */
  static ScriptModule over(Weights weights, byte[] archive) {
    ScriptModule script = new ScriptModule(weights.manager(), archive);
    for (NDArray parameter : script.parameters) {
      String name = parameter.getName();
      NDArray memory = weights.tensor(name);
      Autograd.off(() -> EngineLoader.loaded().ops().call(Op.SHARE, parameter, memory));
      weights.share(name, parameter);
    }
    return script;
  }

  /** What the module's {@code forward} gives; of a tuple all its tensors. */
  public List<NDArray> forward(List<NDArray> inputs, Mode mode) {
    if (mode == Mode.TRAINING) {
      JniUtils.enableTrainingMode(module);
    } else {
      JniUtils.enableInferenceMode(module);
    }
    NDList arguments = new NDList();
    for (NDArray input : inputs) {
      input.setName(null);
      arguments.add(input);
    }
    return List.copyOf(IValueUtils.forward(module, arguments, mode == Mode.TRAINING));
  }

  /** Writes the module with its weights and its buffers as they are, in evaluation mode. */
  public void write(OutputStream out) {
    JniUtils.enableInferenceMode(module);
    JniUtils.writeModule(module, out, false);
  }
}
