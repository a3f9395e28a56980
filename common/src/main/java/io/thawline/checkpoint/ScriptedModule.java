package io.thawline.checkpoint;

import io.thawline.errors.InputRefusedException;
import io.thawline.io.Source;
import io.thawline.tensor.DType;
import io.thawline.tensor.HostTensor;
import io.thawline.tensor.StateDict;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What a TorchScript archive holds, read as data: none of its code runs.
 *
 * @param checkpoint its parameters and its buffers of float32, in the module's order
 * @param parameters names of the former
 * @param others names of its buffers of other types, such as BatchNorm's count of batches
 */
public record ScriptedModule(Checkpoint checkpoint, Set<String> parameters, List<String> others) {
  private static final String FORMAT = "torchscript";

  public ScriptedModule {
    parameters = Set.copyOf(parameters);
    others = List.copyOf(others);
  }

  /**
   * Reads an archive that {@code torch.jit.save} wrote.
   *
   * @throws InputRefusedException with one line that says what is wrong with the file, or which
   *     parameter is not float32
   */
  public static ScriptedModule read(Source source) {
    try {
      String sha256 = Checkpoints.sha256(source);
      return of(
          source.location(),
          sha256,
          new TorchZipReader(source, new MemoryBudget(source.size())).readScript());
    } catch (Refusal e) {
      throw new InputRefusedException(
          "Cannot read %s: %s".formatted(source.location(), e.getMessage()), e);
    }
  }

  private static ScriptedModule of(String location, String sha256, ScriptTensors found) {
    Map<String, HostTensor> tensors = new LinkedHashMap<>();
    List<String> others = new ArrayList<>();
    found
        .all()
        .asMap()
        .forEach(
            (name, tensor) -> {
              if (tensor.dtype() == DType.FLOAT32) {
                tensors.put(name, tensor);
              } else if (found.parameters().contains(name)) {
                throw new Refusal(
                    "its parameter %s is %s".formatted(name, tensor.dtype().torchName()),
                    "Convert the module with .float() before it is saved.");
              } else {
                others.add(name);
              }
            });
    Checkpoint checkpoint =
        new Checkpoint(FORMAT, location, () -> sha256, StateDict.of(tensors), Map.of());
    return new ScriptedModule(checkpoint, found.parameters(), others);
  }
}
