package io.thawline.checkpoint;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.thawline.tensor.HostTensor;
import io.thawline.tensor.StateDict;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/** Writes safetensors: the same tensors and metadata give the same bytes. */
public final class SafetensorsWriter {
  private static final JsonFactory JSON = new JsonFactory();

  private SafetensorsWriter() {}

  /**
   * Writes a state dict. The header names the tensors in their own order; the bytes are laid out
   * with the widest types first, so that each tensor is aligned to its elements.
   *
   * @param metadata strings about the file, written sorted by key
   * @param out is left open
   */
  public static void write(StateDict tensors, Map<String, String> metadata, OutputStream out)
      throws IOException {
    List<Map.Entry<String, HostTensor>> order =
        tensors.asMap().entrySet().stream()
            .sorted(
                Comparator.comparingInt(
                    (Map.Entry<String, HostTensor> e) -> -e.getValue().dtype().bytes()))
            .toList();
    Map<String, Long> begins = new HashMap<>();
    long position = 0;
    for (Map.Entry<String, HostTensor> entry : order) {
      begins.put(entry.getKey(), position);
      position += entry.getValue().byteCount();
    }
    writeHeader(header(tensors, metadata, begins), out);
    for (Map.Entry<String, HostTensor> entry : order) {
      Bytes.write(entry.getValue().bytes(), out);
    }
  }

  private static void writeHeader(byte[] header, OutputStream out) throws IOException {
    int padding = Math.floorMod(-header.length, Long.BYTES);
    ByteBuffer length = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    out.write(length.putLong(0, header.length + padding).array());
    out.write(header);
    out.write(" ".repeat(padding).getBytes(StandardCharsets.US_ASCII));
  }

  private static byte[] header(
      StateDict tensors, Map<String, String> metadata, Map<String, Long> begins)
      throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (JsonGenerator json = JSON.createGenerator(bytes)) {
      json.writeStartObject();
      if (!metadata.isEmpty()) {
        json.writeObjectFieldStart(SafetensorsHeader.METADATA);
        for (Map.Entry<String, String> entry : new TreeMap<>(metadata).entrySet()) {
          json.writeStringField(entry.getKey(), entry.getValue());
        }
        json.writeEndObject();
      }
      for (Map.Entry<String, HostTensor> entry : tensors.asMap().entrySet()) {
        writeEntry(json, entry.getKey(), entry.getValue(), begins.getOrDefault(entry.getKey(), 0L));
      }
      json.writeEndObject();
    }
    return bytes.toByteArray();
  }

  private static void writeEntry(JsonGenerator json, String name, HostTensor tensor, long begin)
      throws IOException {
    if (name.equals(SafetensorsHeader.METADATA)) {
      throw new IllegalArgumentException("no tensor of a safetensors file may be named " + name);
    }
    json.writeObjectFieldStart(name);
    json.writeStringField(
        "dtype", Objects.requireNonNull(SafetensorsHeader.TYPE_NAMES.get(tensor.dtype())));
    long[] dims = tensor.shape().dims();
    json.writeFieldName("shape");
    json.writeArray(dims, 0, dims.length);
    json.writeFieldName("data_offsets");
    json.writeArray(new long[] {begin, begin + tensor.byteCount()}, 0, 2);
    json.writeEndObject();
  }
}
