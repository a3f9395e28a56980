package io.thawline.storage;

import io.thawline.checkpoint.Checkpoint;
import io.thawline.checkpoint.Checkpoints;
import io.thawline.checkpoint.SafetensorsWriter;
import io.thawline.errors.InputRefusedException;
import io.thawline.io.CountingOutput;
import io.thawline.io.LocalCopy;
import io.thawline.io.Sha256;
import io.thawline.io.Source;
import io.thawline.state.NetworkState;
import io.thawline.state.RoundState;
import io.thawline.state.StateDictForm;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** A network's state as one safetensors file, in the form of {@link StateDictForm}. */
final class StateFiles {
  private StateFiles() {}

  /** Writes a new durable file. */
  static DataFile write(Volume volume, String path, NetworkState state) throws IOException {
    MessageDigest digest = Sha256.digest();
    try (CountingOutput out =
        new CountingOutput(new DigestOutputStream(volume.create(path), digest))) {
      SafetensorsWriter.write(StateDictForm.write(state), Map.of(), out);
      out.flush();
      return new DataFile(path, out.count(), Sha256.hex(digest));
    }
  }

  /** What is wrong with a file, or empty when it is the one that was committed. */
  static Optional<String> damage(Volume volume, DataFile file) throws IOException {
    String location = volume.describe(file.path());
    Optional<InputStream> opened = volume.open(file.path());
    if (opened.isEmpty()) {
      return Optional.of(location + " is missing");
    }
    MessageDigest digest = Sha256.digest();
    long bytes;
    try (InputStream in = new DigestInputStream(opened.get(), digest)) {
      bytes = in.transferTo(OutputStream.nullOutputStream());
    }
    return damage(location, file, bytes, Sha256.hex(digest));
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
   * Reads back the state that a manifest stands for; its tensors cost no heap.
   *
   * @param directory of this machine, for copies where the volume is elsewhere
   * @throws InputRefusedException when a file is not the one that was committed
   */
  static RoundState read(Volume volume, Manifest manifest, Path directory) throws IOException {
    Map<String, NetworkState> networks = new TreeMap<>();
    for (Map.Entry<String, DataFile> network : manifest.networks().entrySet()) {
      networks.put(network.getKey(), read(volume, network.getValue(), directory));
    }
    return new RoundState(networks, manifest.position(), manifest.seed());
  }

  private static NetworkState read(Volume volume, DataFile file, Path directory)
      throws IOException {
    Checkpoint checkpoint;
    try (Source source = LocalCopy.of(volume.source(file.path()), directory)) {
      checkpoint = Checkpoints.read(source);
    } catch (InputRefusedException | FileNotFoundException e) {
      refuse(damage(volume, file));
      throw e;
    }
    refuse(damage(checkpoint.location(), file, file.bytes(), checkpoint.sha256()));
    return StateDictForm.read(checkpoint.tensors());
  }

  /**
   * Refuses a round whose files are not those that were committed.
   *
   * @throws InputRefusedException saying what is wrong
   */
  static void requireWhole(Volume volume, Manifest manifest) throws IOException {
    for (DataFile file : manifest.networks().values()) {
      refuse(damage(volume, file));
    }
  }

  private static void refuse(Optional<String> damage) {
    if (damage.isPresent()) {
      throw new InputRefusedException(
          damage.get() + ". Restore the file, or begin anew with --fresh.");
    }
  }
}
