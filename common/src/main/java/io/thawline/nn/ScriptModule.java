package io.thawline.nn;

import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.engine.PtSymbolBlock;
import ai.djl.pytorch.jni.IValueUtils;
import ai.djl.pytorch.jni.JniUtils;
import io.thawline.errors.InputRefusedException;
import io.thawline.errors.UserException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;

/**
 * A user's TorchScript module. Its parameters and its float32 buffers have their memory in {@link
 * Weights}, so that they are frozen, updated and averaged as any others. Other buffers, such as
 * BatchNorm's count of batches, stay inside: what training moves there is lost with the object.
 *
 * <p>Loading a module is running code that a stranger may have written.
 */
public final class ScriptModule {
  private final byte[] original;
  private final PtSymbolBlock module;
  private final NDList tensors;

  private ScriptModule(NDManager manager, byte[] original, byte[] loaded) {
    this.original = original;
    try {
      module =
          JniUtils.loadModule(
              (PtNDManager) manager, new ByteArrayInputStream(loaded), false, false);
    } catch (EngineException | IOException e) {
      throw new InputRefusedException(
          "The TorchScript module cannot be loaded (%s): save it with torch.jit.save from a PyTorch that this engine reads"
              .formatted(UserException.firstLine(e)),
          e);
    }
    tensors = JniUtils.moduleGetParams(module, (PtNDManager) manager);
  }

  private static ScriptModule withBuffers(NDManager manager, byte[] archive) {
    return new ScriptModule(manager, archive, ScriptArchive.withBuffersShown(archive));
  }

  /** The module that computes with these weights, loaded on the first call. */
  public static ScriptModule of(Weights weights, byte[] archive) {
    return weights.module(archive);
  }

  /** Loads the module and lets its tensors lie where the weights are. */
  static ScriptModule over(Weights weights, byte[] archive) {
    ScriptModule script = withBuffers(weights.manager(), archive);
    for (NDArray tensor : script.tensors) {
      if (tensor.getDataType() == DataType.FLOAT32) {
        String name = tensor.getName(); // a call takes it away
        NDArray memory = weights.tensor(name);
        Autograd.off(() -> EngineLoader.loaded().ops().call(Op.SHARE, tensor, memory));
        weights.share(name, tensor);
      }
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

  /** The file of the module with its weights as they are, in evaluation mode. */
  public byte[] archive() {
    ByteArrayOutputStream out = new ByteArrayOutputStream(original.length);
    JniUtils.enableInferenceMode(module);
    JniUtils.writeModule(module, out, false);
    return ScriptArchive.withBuffersAsIn(original, out.toByteArray());
  }
}
