package io.thawline.nn;

import ai.djl.engine.Engine;
import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.engine.PtSymbolBlock;
import ai.djl.pytorch.jni.IValueUtils;
import ai.djl.pytorch.jni.JniUtils;
import io.thawline.errors.RunFailedException;
import io.thawline.errors.UserException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What DJL does not offer, as methods of one TorchScript module that is loaded once a JVM. Calls
 * record autograd's graph when gradients are on for the calling thread.
 *
 * <p>DJL reads the method and the grouping into lists from the names of the arrays, so every call
 * names every argument afresh. Results attach to the manager of the first argument.
 */
final class OpLibrary {
  private static final String METHOD_PREFIX = "module_method:";

  private final PtSymbolBlock module;
  private final NDManager manager;
  private final Map<Op, NDArray> selectors = new EnumMap<>(Op.class);
  private final Map<List<Long>, NDArray> constants = new ConcurrentHashMap<>();

  private OpLibrary(NDManager manager) throws IOException {
    this.manager = manager;
    module =
        JniUtils.loadModule(
            (PtNDManager) manager, new ByteArrayInputStream(OpSource.archive()), true, false);
    for (Op op : Op.values()) {
      NDArray selector = manager.create(0f);
      selector.setName(METHOD_PREFIX + op.method());
      selectors.put(op, selector);
    }
  }

  static OpLibrary load(Engine engine) {
    try {
      return new OpLibrary(engine.newBaseManager(ai.djl.Device.cpu()));
    } catch (EngineException | IOException e) {
      throw new RunFailedException(
          "PyTorch %s of the engine cannot load the operations this program adds to it (%s): use the library that this version was built for"
              .formatted(engine.getVersion(), UserException.firstLine(e)),
          e);
    }
  }

  /** An int64 vector that lives as long as the JVM: one object for equal values. */
  NDArray constant(long... values) {
    List<Long> key = Arrays.stream(values).boxed().toList();
    return constants.computeIfAbsent(key, k -> manager.create(values));
  }

  /** Calls an operation of single tensors that answers with one. */
  NDArray call(Op op, NDArray... arguments) {
    return new Call(op).tensors(arguments).run().get(0);
  }

  /** An invocation whose arguments are given one after another. */
  Call prepare(Op op) {
    return new Call(op);
  }

  /** One invocation. */
  final class Call {
    private final Op op;
    private final NDList arguments = new NDList();
    private int lists;

    private Call(Op op) {
      this.op = op;
    }

    Call tensors(NDArray... tensors) {
      for (NDArray tensor : tensors) {
        tensor.setName(null);
        arguments.add(tensor);
      }
      return this;
    }

    Call list(List<NDArray> tensors) {
      String name = "list" + lists++ + "[]";
      for (NDArray tensor : tensors) {
        tensor.setName(name);
        arguments.add(tensor);
      }
      return this;
    }

    NDList run() {
      NDArray selector = selectors.get(op);
      arguments.add(selector);
      return IValueUtils.forward(module, arguments, true);
    }
  }
}
