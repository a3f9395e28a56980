package io.thawline.cli;

import io.thawline.inspect.TextTable;
import io.thawline.network.Networks;
import io.thawline.network.ScriptOptions;
import io.thawline.tensor.TensorSpec;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Lists the networks; starts neither Spark nor the engine. */
@Command(
    name = "networks",
    description = "Lists the networks that model.kind chooses from, with their published sizes.")
final class NetworksCommand implements Callable<Integer> {
  private final Console console;

  @Mixin final FileOptions options = new FileOptions();

  NetworksCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    TextTable table = new TextTable(2, List.of("network", "what it does", "parameters"));
    for (Networks.Entry entry : Networks.all()) {
      table.add(List.of(entry.name(), entry.line(), parameters(entry)));
    }
    table.lines().forEach(console.out()::println);
    console.out().flush();
    return 0;
  }

  private static String parameters(Networks.Entry entry) {
    if (entry.published() instanceof ScriptOptions) {
      return ""; // its file's
    }
    long parameters =
        entry.published().network().layout().parameters().stream()
            .map(TensorSpec::shape)
            .mapToLong(shape -> shape.elements())
            .sum();
    return String.format(Locale.ROOT, "%,d", parameters);
  }
}
