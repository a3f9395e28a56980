package io.thawline.checkpoint;

import io.thawline.errors.InputRefusedException;
import io.thawline.io.Opener;
import io.thawline.io.Sha256;
import io.thawline.io.Source;
import io.thawline.tensor.HostTensor;
import io.thawline.tensor.StateDict;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Reads a checkpoint by its location, be it one file, the index of several, or a directory as
 * Hugging Face's libraries lay it out.
 */
public final class Models {
  static final String SINGLE = "model.safetensors";

  /** What is looked for in a directory, in this order. */
  static final List<String> IN_DIRECTORY =
      List.of(
          SINGLE, SINGLE + ShardIndex.SUFFIX, "pytorch_model.bin", "pytorch_model.bin.index.json");

  private final Opener files;
  private final ReadOptions options;

  private Models(Opener files, ReadOptions options) {
    this.files = files;
    this.options = options;
  }

  /**
   * The checkpoint at a location, by content and not by name. One in several files has the format
   * {@code sharded-} and that of its files, and as its SHA-256 that of the lines that {@code
   * sha256sum} would print for them, in the index's order.
   *
   * @throws InputRefusedException with one line that says what is wrong with which file and how to
   *     mend it
   */
  public static Checkpoint read(String location, Opener files, ReadOptions options) {
    return new Models(files, options).read(location);
  }

  private Checkpoint read(String location) {
    Optional<Set<String>> names = files.list(location);
    if (names.isEmpty()) {
      return readFile(location);
    }
    String directory = location.endsWith("/") ? location : location + "/";
    return IN_DIRECTORY.stream()
        .filter(names.get()::contains)
        .findFirst()
        .map(name -> readFile(directory + name))
        .orElseThrow(
            () ->
                new InputRefusedException(
                    "Cannot read %s: the directory holds none of %s. Name the checkpoint's file."
                        .formatted(location, String.join(", ", IN_DIRECTORY))));
  }

  private Checkpoint readFile(String location) {
    try (Source source = files.open(location)) {
      return ShardIndex.is(source) ? readShards(source) : Checkpoints.read(source, options);
    } catch (Refusal e) {
      throw new InputRefusedException("Cannot read %s: %s".formatted(location, e.getMessage()), e);
    }
  }

  private Checkpoint readShards(Source index) {
    Map<String, String> fileOf = ShardIndex.read(index);
    String directory = index.location().replaceFirst("[^/]*$", "");
    Map<String, Checkpoint> shards = new LinkedHashMap<>();
    for (String file : fileOf.values()) {
      if (!shards.containsKey(file)) {
        shards.put(file, readShard(directory + file));
      }
    }
    return joined(index.location(), shards, collect(fileOf, shards));
  }

  private Checkpoint readShard(String location) {
    try (Source source = files.open(location)) {
      return Checkpoints.read(source, options);
    }
  }

  private static StateDict collect(Map<String, String> fileOf, Map<String, Checkpoint> shards) {
    Map<String, HostTensor> tensors = new LinkedHashMap<>();
    fileOf.forEach(
        (name, file) ->
            tensors.put(
                name,
                Optional.ofNullable(shards.get(file))
                    .flatMap(shard -> shard.tensors().find(name))
                    .orElseThrow(
                        () ->
                            Refusal.damaged(
                                "the index puts %s in %s, which has none".formatted(name, file)))));
    shards.forEach(
        (file, shard) ->
            shard.tensors().names().stream()
                .filter(name -> !file.equals(fileOf.get(name)))
                .findFirst()
                .ifPresent(
                    name -> {
                      throw Refusal.damaged(
                          "%s holds %s, which the index does not tell of".formatted(file, name));
                    }));
    return StateDict.of(tensors);
  }

  private Checkpoint joined(String location, Map<String, Checkpoint> shards, StateDict tensors) {
    Checkpoint first = shards.values().iterator().next();
    return new Checkpoint(
        "sharded-" + first.format(), location, () -> sha256(shards), tensors, first.metadata());
  }

  private String sha256(Map<String, Checkpoint> shards) {
    if (options.digest() == ReadOptions.Digest.NONE) {
      return "";
    }
    StringBuilder sums = new StringBuilder();
    shards.forEach((file, shard) -> sums.append(shard.sha256() + "  " + file + "\n"));
    return Sha256.hex(sums.toString().getBytes(StandardCharsets.UTF_8));
  }
}
