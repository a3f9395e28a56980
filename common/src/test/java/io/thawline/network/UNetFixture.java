package io.thawline.network;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.thawline.state.NetworkState;
import io.thawline.tensor.DType;
import io.thawline.tensor.HostTensor;
import io.thawline.tensor.Shape;
import io.thawline.tensor.StateDict;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.stream.LongStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/** What PyTorch computed with a small U-Net, see the fixtures' own README. */
public record UNetFixture(String name) {
  /** The network without attention. */
  public static final UNetFixture PLAIN = new UNetFixture("unet_noattn");

  /** The same weights and attention at the end of a level. */
  public static final UNetFixture ATTENTION = new UNetFixture("unet_attn_append");

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String FOLDER = "/fixtures/unet/";

  public Zi2ziUNet network() {
    AttentionOptions attention =
        this.equals(ATTENTION)
            ? new AttentionOptions(AttentionOptions.Placement.APPEND, 8)
            : AttentionOptions.NONE;
    return new Zi2ziUNet(new UNetOptions(UNetOptions.Kind.ZI2ZI_UNET, 64, 1, 8, 4, 16, attention));
  }

  /** Key to shape, in PyTorch's order. */
  public static Map<String, Shape> keys(String file) {
    Map<String, Shape> keys = new LinkedHashMap<>();
    json(file)
        .fields()
        .forEachRemaining(entry -> keys.put(entry.getKey(), shape(entry.getValue())));
    return keys;
  }

  private static Shape shape(JsonNode dims) {
    return Shape.of(
        LongStream.range(0, dims.size()).map(i -> dims.get((int) i).asLong()).toArray());
  }

  public NetworkState start() {
    Map<String, ByteBuffer> storages = zip(name + ".pth");
    Map<String, HostTensor> tensors = new LinkedHashMap<>();
    int index = 0;
    for (Map.Entry<String, Shape> key : keys(name + "_keys.json").entrySet()) {
      DType dtype = key.getKey().endsWith("num_batches_tracked") ? DType.INT64 : DType.FLOAT32;
      ByteBuffer storage = Objects.requireNonNull(storages.get("data/" + index++));
      tensors.put(key.getKey(), HostTensor.of(dtype, key.getValue(), storage));
    }
    return NetworkState.untrained(StateDict.of(tensors));
  }

  private static Map<String, ByteBuffer> zip(String file) {
    Map<String, ByteBuffer> entries = new LinkedHashMap<>();
    try (ZipFile zip = new ZipFile(new File(url(file)))) {
      for (ZipEntry entry : Collections.list(zip.entries())) {
        String path = entry.getName().substring(entry.getName().indexOf('/') + 1);
        entries.put(path, ByteBuffer.wrap(zip.getInputStream(entry).readAllBytes()));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return entries;
  }

  /** Inputs, outputs and gradients of a mode, {@code eval} or {@code train}. */
  public StateDict expected(String mode) {
    ByteBuffer file =
        ByteBuffer.wrap(bytes(name + "_" + mode + ".safetensors")).order(ByteOrder.LITTLE_ENDIAN);
    byte[] header = new byte[Math.toIntExact(file.getLong())];
    file.get(header);
    Map<String, HostTensor> tensors = new LinkedHashMap<>();
    parse(header)
        .fields()
        .forEachRemaining(
            entry -> {
              JsonNode spec = entry.getValue();
              int start = spec.path("data_offsets").path(0).asInt();
              int end = spec.path("data_offsets").path(1).asInt();
              DType dtype = spec.path("dtype").asText().equals("I64") ? DType.INT64 : DType.FLOAT32;
              ByteBuffer data = file.slice(8 + header.length + start, end - start);
              tensors.put(entry.getKey(), HostTensor.of(dtype, shape(spec.path("shape")), data));
            });
    return StateDict.of(tensors);
  }

  /** A number or a list of {@code info.json}; its name there starts with the fixture's. */
  public JsonNode info(String key) {
    return json("info.json").path(name + "_" + key);
  }

  private static JsonNode json(String file) {
    return parse(bytes(file));
  }

  private static JsonNode parse(byte[] text) {
    try {
      return JSON.readTree(text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static URI url(String file) {
    try {
      return Objects.requireNonNull(UNetFixture.class.getResource(FOLDER + file)).toURI();
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  private static byte[] bytes(String file) {
    try (var stream = UNetFixture.class.getResourceAsStream(FOLDER + file)) {
      return Objects.requireNonNull(stream, file).readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
