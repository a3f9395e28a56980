package io.thawline.cli;

import io.thawline.checkpoint.Checkpoint;
import io.thawline.checkpoint.CheckpointWriter;
import io.thawline.checkpoint.Models;
import io.thawline.checkpoint.ReadOptions;
import io.thawline.errors.ConfigurationException;
import io.thawline.errors.InputRefusedException;
import io.thawline.errors.RunFailedException;
import io.thawline.io.Opener;
import io.thawline.tensor.Cast;
import io.thawline.tensor.DType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.TypeConversionException;

/** Writes a checkpoint in another format or type; starts neither Spark nor the engine. */
@Command(
    name = "convert",
    description = {
      "Writes a checkpoint in another format or type.",
      "OUT tells the format: a .pth file, a .safetensors file, or a directory as Hugging Face's",
      "libraries lay it out. It is there as a whole or not at all."
    })
final class ConvertCommand implements Callable<Integer> {
  /** As Hugging Face's libraries do. */
  private static final long DIRECTORY_SHARD = 5_000_000_000L;

  private final Console console;
  private final Opener files;

  @Parameters(
      index = "0",
      paramLabel = "IN",
      description = "the checkpoint: a file, an *.index.json or a directory; a path or a URI")
  private String in = "";

  @Parameters(index = "1", paramLabel = "OUT", description = "a path on this machine")
  private String out = "";

  @Option(
      names = "--dtype",
      paramLabel = "TYPE",
      converter = FloatType.class,
      description = "float32, float16 or bfloat16, for all floating tensors; integers stay")
  private Cast cast = Cast.none();

  @Option(
      names = "--max-shard-size",
      paramLabel = "BYTES",
      converter = ByteSize.class,
      description = {
        "above that size several files and an index, such as 500MB; a directory without it: 5GB"
      })
  private long maxShardSize = Long.MAX_VALUE;

  @Option(
      names = "--key",
      paramLabel = "PATH",
      description = "the state dict to take in a torch file that holds several, such as ema")
  private String key = "";

  @Mixin final FileOptions options = new FileOptions();

  ConvertCommand(Console console, Opener files) {
    this.console = console;
    this.files = files;
  }

  @Override
  public Integer call() {
    Path target =
        Locations.local(out)
            .orElseThrow(
                () ->
                    new ConfigurationException(
                        "%s is no path on this machine: convert to a local file and copy it there"
                            .formatted(out)));
    CheckpointWriter writer = CheckpointWriter.to(target, shardSize(target));
    OpenedFiles opened = new OpenedFiles(files);
    Checkpoint checkpoint = Models.read(in, opened, ReadOptions.DEFAULT.withKey(key));
    writer.files(checkpoint.tensors(), cast).forEach(file -> refuseToReplace(file, opened));
    console.out().println("Wrote " + write(writer, checkpoint));
    return 0;
  }

  private long shardSize(Path target) {
    boolean byDefault = maxShardSize == Long.MAX_VALUE && Files.isDirectory(target);
    return byDefault ? DIRECTORY_SHARD : maxShardSize;
  }

  private static void refuseToReplace(Path file, OpenedFiles opened) {
    if (opened.holds(file)) {
      throw new ConfigurationException(
          "%s is the input, which is never replaced: name another output".formatted(file));
    }
  }

  private Path write(CheckpointWriter writer, Checkpoint checkpoint) {
    Map<String, String> metadata = new TreeMap<>(checkpoint.metadata());
    metadata.put("source_sha256", checkpoint.sha256());
    try {
      return writer.write(checkpoint.tensors(), metadata, cast);
    } catch (ArithmeticException e) {
      throw new InputRefusedException(
          "Cannot convert %s: %s. Give --dtype bfloat16 or float32.".formatted(in, e.getMessage()),
          e);
    } catch (IOException e) {
      throw new RunFailedException(
          "Cannot write %s: %s. Check the disk and the right to write there."
              .formatted(out, reason(e)),
          e);
    }
  }

  /** The messages of the JDK's own file exceptions are bare paths. */
  private static String reason(IOException e) {
    return e.getClass() == IOException.class
        ? String.valueOf(e.getMessage())
        : e.getClass().getSimpleName() + " " + e.getMessage();
  }

  /** A floating type by PyTorch's name. */
  static final class FloatType implements ITypeConverter<Cast> {
    @Override
    public Cast convert(String name) {
      return DType.ofTorchName(name)
          .filter(type -> type.isFloating() && type != DType.FLOAT64)
          .map(Cast::to)
          .orElseThrow(
              () ->
                  new TypeConversionException(
                      "'%s' is none of float32, float16, bfloat16".formatted(name)));
    }
  }
}
