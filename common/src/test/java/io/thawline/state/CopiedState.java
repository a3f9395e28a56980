package io.thawline.state;

import io.thawline.tensor.HostTensor;
import io.thawline.tensor.StateDict;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.Map;

/** Copies that outlive the engine's memory of what trained them. */
public final class CopiedState {
  private CopiedState() {}

  public static NetworkState of(NetworkState state) {
    Map<String, HostTensor> all = new LinkedHashMap<>();
    StateDictForm.write(state).asMap().forEach((name, tensor) -> all.put(name, copy(tensor)));
    return StateDictForm.read(StateDict.of(all));
  }

  private static HostTensor copy(HostTensor tensor) {
    ByteBuffer bytes = ByteBuffer.allocate(tensor.byteCount());
    bytes.put(tensor.bytes()).flip();
    return HostTensor.of(tensor.dtype(), tensor.shape(), bytes);
  }

  /** All of a network, of which something moved. */
  public static NetworkState after(NetworkState before, NetworkState moved) {
    NetworkState copied = of(moved);
    Map<String, HostTensor> tensors = new LinkedHashMap<>(before.tensors().asMap());
    tensors.putAll(copied.tensors().asMap());
    return new NetworkState(StateDict.of(tensors), copied.moments());
  }
}
