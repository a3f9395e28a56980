package io.thawline.network;

import io.thawline.checkpoint.TorchZipWriter;
import io.thawline.tensor.HostTensor;
import io.thawline.tensor.Layout;
import io.thawline.tensor.StateDict;
import io.thawline.tensor.TensorSpec;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/** The generator that zi2zi-pytorch publishes: 83 tensors, 222 MB. */
final class LargeGenerator {
  static final Layout LAYOUT =
      new Zi2ziUNet(
              new UNetOptions(
                  UNetOptions.Kind.ZI2ZI_UNET, 256, 1, 64, 40, 128, AttentionOptions.NONE))
          .layout();

  private LargeGenerator() {}

  /** Writes it with small finite numbers, as PyTorch would, without ever holding it. */
  static void write(Path file) throws IOException {
    Map<String, HostTensor> tensors = new LinkedHashMap<>();
    for (TensorSpec spec : LAYOUT.tensors()) {
      int bytes = Math.toIntExact(spec.shape().elements() * spec.dtype().bytes());
      ByteBuffer contents = ByteBuffer.allocateDirect(bytes).order(ByteOrder.LITTLE_ENDIAN);
      for (int at = 0; at + Integer.BYTES <= bytes; at += Integer.BYTES) {
        contents.putInt(at, at * 0x9E3779B9 & 0x3fffffff);
      }
      tensors.put(spec.name(), HostTensor.of(spec.dtype(), spec.shape(), contents));
    }
    try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file))) {
      TorchZipWriter.write(StateDict.of(tensors), out);
    }
  }
}
