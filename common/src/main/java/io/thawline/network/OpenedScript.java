package io.thawline.network;

import io.thawline.network.ScriptNetwork.Archive;
import io.thawline.network.ScriptNetwork.Signature;
import java.util.List;

/**
 * A user's TorchScript module whose file was read, as data, and is the one that the user trusts. No
 * YAML is bound to it. What travels to executors with it is what its archive makes of itself.
 */
public final class OpenedScript implements NetworkOptions {
  private static final long serialVersionUID = 1L;

  private final ScriptOptions options;
  private final List<ScriptTensor> tensors;
  private final List<String> others;
  private final Archive archive;

  /**
   * A module.
   *
   * @param options as written
   * @param tensors of the module, in its order
   * @param others names of buffers that are not float32, which stay as they are
   * @param archive the file
   */
  public OpenedScript(
      ScriptOptions options, List<ScriptTensor> tensors, List<String> others, Archive archive) {
    this.options = options;
    this.tensors = List.copyOf(tensors);
    this.others = List.copyOf(others);
    this.archive = archive;
  }

  /** As written. */
  public ScriptOptions options() {
    return options;
  }

  /** Names of buffers that are not float32: they stay as they are in the file. */
  public List<String> others() {
    return others;
  }

  /** The file. */
  public Archive archive() {
    return archive;
  }

  /** The same module, whose file is to be had elsewhere. */
  public OpenedScript at(Archive elsewhere) {
    return new OpenedScript(options, tensors, others, elsewhere);
  }

  @Override
  public ScriptNetwork network() {
    return new ScriptNetwork(
        tensors,
        archive,
        new Signature(List.of(Images.IMAGE), Images.LOGITS, options.activationsOfSample()));
  }
}
