package io.thawline.checkpoint;

import io.thawline.errors.ConfigurationException;
import io.thawline.tensor.Cast;
import io.thawline.tensor.HostTensor;
import io.thawline.tensor.StateDict;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Writes a state dict to a disk of this machine, in the form that the name asks for: {@code .pth},
 * {@code .pt}, {@code .bin} or {@code .ckpt} for PyTorch's zip format, {@code .safetensors}, or a
 * directory as Hugging Face's libraries lay it out. Each file is written beside and moved into
 * place; of several, the index comes last.
 */
public final class CheckpointWriter {
  private static final List<String> TORCH = List.of(".pth", ".pt", ".bin", ".ckpt");
  private static final String SAFETENSORS = ".safetensors";

  /** Hugging Face's libraries open a file only where this tells them what wrote its tensors. */
  private static final String FORMAT_KEY = "format";

  private final Path out;
  private final boolean torch;
  private final long maxShardBytes;

  private CheckpointWriter(Path out, boolean torch, long maxShardBytes) {
    this.out = out;
    this.torch = torch;
    this.maxShardBytes = maxShardBytes;
  }

  /**
   * A writer to this place.
   *
   * @param maxShardBytes tensors of more bytes than that in all are spread over several files, each
   *     of which holds no more unless a single tensor does
   * @throws ConfigurationException when the name does not tell a form, or a form of one file alone
   *     is to be spread
   */
  public static CheckpointWriter to(Path out, long maxShardBytes) {
    String name = String.valueOf(out.getFileName()).toLowerCase(Locale.ROOT);
    if (Files.isDirectory(out) || !name.contains(".")) {
      return new CheckpointWriter(out.resolve(Models.SINGLE), false, maxShardBytes);
    }
    if (name.endsWith(SAFETENSORS)) {
      return new CheckpointWriter(out, false, maxShardBytes);
    }
    if (TORCH.stream().anyMatch(name::endsWith)) {
      if (maxShardBytes != Long.MAX_VALUE) {
        throw new ConfigurationException(
            "%s cannot be written in parts: PyTorch's format is one file. Name a directory or a .safetensors file."
                .formatted(out));
      }
      return new CheckpointWriter(out, true, maxShardBytes);
    }
    throw new ConfigurationException(
        "%s does not tell in which format to write. Name a file that ends in .pth or .safetensors, or a directory."
            .formatted(out));
  }

  /**
   * The files that {@link #write} will make or replace, the one to open last.
   *
   * @param cast applied to every tensor on its way
   */
  public List<Path> files(StateDict tensors, Cast cast) {
    return plan(tensors, cast).files();
  }

  /**
   * Writes the tensors in their own order, with those that are shared shared where the format can
   * tell. A crash leaves the old file or the new one; files in parts never replace others.
   *
   * @param metadata what a safetensors file says of itself
   * @param cast applied to every tensor on its way
   * @return the file or index to open
   * @throws ConfigurationException when files in parts are to go where a checkpoint lies
   * @throws ArithmeticException naming a tensor and a value that the cast cannot hold
   */
  public Path write(StateDict tensors, Map<String, String> metadata, Cast cast) throws IOException {
    ShardPlan plan = plan(tensors, cast);
    Path parent = Files.createDirectories(parent());
    if (torch) {
      StateDict converted = new NamedCast(cast).apply(tensors.asMap());
      PlacedFile.write(out, stream -> TorchZipWriter.write(converted, stream));
    } else if (plan.shards().size() == 1) {
      writeShard(out, tensors.asMap(), metadata, new NamedCast(cast));
    } else {
      refuseToMix(parent, plan);
      for (ShardPlan.Shard shard : plan.shards()) {
        writeShard(shard.file(), shard.tensors(), metadata, new NamedCast(cast));
      }
      byte[] index = ShardIndex.write(plan.fileNames(), plan.totalBytes());
      PlacedFile.write(plan.index(), stream -> stream.write(index));
    }
    return plan.files().get(plan.files().size() - 1);
  }

  private Path parent() {
    return out.toAbsolutePath().resolveSibling("");
  }

  private ShardPlan plan(StateDict tensors, Cast cast) {
    return ShardPlan.of(out, tensors, cast, torch ? Long.MAX_VALUE : maxShardBytes);
  }

  private static void writeShard(
      Path file, Map<String, HostTensor> tensors, Map<String, String> metadata, NamedCast cast)
      throws IOException {
    Map<String, String> all = new LinkedHashMap<>(metadata);
    all.putIfAbsent(FORMAT_KEY, "pt");
    StateDict converted = cast.apply(tensors);
    PlacedFile.write(file, stream -> SafetensorsWriter.write(converted, all, stream));
  }

  /** Several files cannot be replaced at once: old parts beside new ones would be no checkpoint. */
  private static void refuseToMix(Path directory, ShardPlan plan) {
    List<Path> taken = new ArrayList<>(plan.files());
    taken.add(directory.resolve(Models.SINGLE));
    for (Path file : taken) {
      if (Files.exists(file)) {
        throw new ConfigurationException(
            "%s exists, and a checkpoint in parts never replaces another. Name a new directory."
                .formatted(file));
      }
    }
  }
}
