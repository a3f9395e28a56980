package io.thawline.cli;

import io.thawline.checkpoint.Checkpoint;
import io.thawline.checkpoint.Models;
import io.thawline.checkpoint.ReadOptions;
import io.thawline.inspect.Comparison;
import io.thawline.inspect.Inspection;
import io.thawline.io.Opener;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Says what a checkpoint holds, or how two differ; starts neither Spark nor the engine. */
@Command(
    name = "inspect",
    description = "Says what a checkpoint holds, or with --diff how it differs from another.")
final class InspectCommand implements Callable<Integer> {
  private static final int BUFFER = 1 << 16;

  private final Console console;
  private final Opener files;

  @Parameters(
      paramLabel = "FILE",
      description = "the checkpoint: a file, an *.index.json or a directory; a path or a URI")
  private String location = "";

  @ArgGroup private final Form form = new Form();

  @Option(
      names = "--stats",
      description = "also min, max, mean and norm of each tensor, and what is not finite in it")
  private boolean stats;

  @Option(
      names = "--key",
      paramLabel = "PATH",
      description = "the state dict to take in a torch file that holds several, such as ema")
  private String key = "";

  @Mixin final FileOptions options = new FileOptions();

  /** JSON for programs, or a comparison for people. */
  static final class Form {
    @Option(
        names = "--json",
        description = "one JSON object: format, and of each tensor name, dtype, shape and crc32")
    private boolean json;

    @Option(names = "--diff", paramLabel = "OTHER", description = "another checkpoint")
    private String other = "";
  }

  InspectCommand(Console console, Opener files) {
    this.console = console;
    this.files = files;
  }

  @Override
  public Integer call() throws IOException {
    Checkpoint checkpoint = read(location);
    if (form.json) {
      try (OutputStream out = new BufferedOutputStream(console.out(), BUFFER)) {
        new Inspection(checkpoint, stats).writeJson(out);
      }
    } else if (form.other.isEmpty()) {
      print(new Inspection(checkpoint, stats).lines());
    } else {
      print(Comparison.of(checkpoint, read(form.other)).lines());
    }
    return 0;
  }

  private Checkpoint read(String place) {
    return Models.read(place, files, ReadOptions.DEFAULT.withKey(key).withoutDigest());
  }

  private void print(List<String> lines) {
    lines.forEach(console.out()::println);
    console.out().flush();
  }
}
