package io.thawline.storage;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.thawline.checkpoint.Checkpoint;
import io.thawline.checkpoint.Checkpoints;
import io.thawline.checkpoint.SafetensorsWriter;
import io.thawline.errors.InputRefusedException;
import io.thawline.io.Source;
import io.thawline.state.Moments;
import io.thawline.state.NetworkState;
import io.thawline.tensor.HostTensor;
import io.thawline.tensor.StateDict;
import java.io.FileNotFoundException;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.security.DigestInputStream;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * A network's state as one safetensors file: its tensors under their own names, Adam's moments as
 * {@code exp_avg.<name>} and {@code exp_avg_sq.<name>}, and in the metadata the steps of every
 * parameter that has moments.
 */
final class StateFiles {
  private static final String MEAN = "exp_avg.";
  private static final String SQUARE = "exp_avg_sq.";
  private static final String STEPS = "steps";
  private static final ObjectMapper JSON = new ObjectMapper();

  private StateFiles() {}

  /** Writes a new durable file. */
  static DataFile write(Volume volume, String path, NetworkState state) throws IOException {
    Map<String, HostTensor> tensors = new LinkedHashMap<>(state.tensors().asMap());
    Map<String, Long> steps = new LinkedHashMap<>();
    state
        .moments()
        .forEach(
            (name, moments) -> {
              putNew(tensors, MEAN + name, moments.expAvg());
              putNew(tensors, SQUARE + name, moments.expAvgSq());
              steps.put(name, moments.step());
            });
    Map<String, String> metadata = Map.of(STEPS, JSON.writeValueAsString(steps));
    MessageDigest digest = Hashes.newSha256();
    try (Counting out = new Counting(new DigestOutputStream(volume.create(path), digest))) {
      SafetensorsWriter.write(StateDict.of(tensors), metadata, out);
      out.flush();
      return new DataFile(path, out.count, Hashes.text(digest));
    }
  }

  private static void putNew(Map<String, HostTensor> tensors, String name, HostTensor tensor) {
    if (tensors.put(name, tensor) != null) {
      throw new IllegalArgumentException("the network has a tensor named as a moment: " + name);
    }
  }

  /** What is wrong with a file, or empty when it is the one that was committed. */
  static Optional<String> damage(Volume volume, DataFile file) throws IOException {
    String location = volume.describe(file.path());
    Optional<InputStream> opened = volume.open(file.path());
    if (opened.isEmpty()) {
      return Optional.of(location + " is missing");
    }
    MessageDigest digest = Hashes.newSha256();
    long bytes;
    try (InputStream in = new DigestInputStream(opened.get(), digest)) {
      bytes = in.transferTo(OutputStream.nullOutputStream());
    }
    return damage(location, file, bytes, Hashes.text(digest));
  }

  private static Optional<String> damage(
      String location, DataFile file, long bytes, String sha256) {
    if (bytes != file.bytes()) {
      return Optional.of(
          "%s has %d bytes, %d were committed".formatted(location, bytes, file.bytes()));
    }
    return sha256.equals(file.sha256())
        ? Optional.empty()
        : Optional.of(
            "%s has SHA-256 %s, %s was committed".formatted(location, sha256, file.sha256()));
  }

  /**
   * Reads a state back.
   *
   * @throws InputRefusedException when the file is not the one that was committed
   */
  static NetworkState read(Volume volume, DataFile file) throws IOException {
    Checkpoint checkpoint;
    try (Source source = volume.source(file.path())) {
      checkpoint = Checkpoints.read(source);
    } catch (InputRefusedException | FileNotFoundException e) {
      refuse(damage(volume, file));
      throw e;
    }
    refuse(damage(checkpoint.location(), file, file.bytes(), checkpoint.sha256()));
    return state(checkpoint);
  }

  private static void refuse(Optional<String> damage) {
    if (damage.isPresent()) {
      throw new InputRefusedException(
          damage.get() + ". Start the same command again: it goes on from an earlier round.");
    }
  }

  private static NetworkState state(Checkpoint checkpoint) throws JsonProcessingException {
    Map<String, Long> steps =
        JSON.readValue(
            checkpoint.metadata().getOrDefault(STEPS, "{}"),
            new TypeReference<LinkedHashMap<String, Long>>() {});
    Map<String, HostTensor> tensors = new LinkedHashMap<>(checkpoint.tensors().asMap());
    Map<String, Moments> moments = new LinkedHashMap<>();
    steps.forEach(
        (name, step) ->
            moments.put(
                name, new Moments(take(tensors, MEAN + name), take(tensors, SQUARE + name), step)));
    return new NetworkState(StateDict.of(tensors), moments);
  }

  private static HostTensor take(Map<String, HostTensor> tensors, String name) {
    HostTensor tensor = tensors.remove(name);
    if (tensor == null) {
      throw new IllegalArgumentException("no tensor named " + name);
    }
    return tensor;
  }

  /** Counts what passes. */
  private static final class Counting extends FilterOutputStream {
    private long count;

    Counting(OutputStream out) {
      super(out);
    }

    @Override
    public void write(int value) throws IOException {
      out.write(value);
      count++;
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      out.write(bytes, offset, length);
      count += length;
    }
  }
}
