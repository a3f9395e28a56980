package io.thawline.cli;

import io.thawline.config.ConfigReader;
import io.thawline.config.ConfigSource;
import io.thawline.config.Configuration;
import io.thawline.inspect.Description;
import io.thawline.io.Opener;
import io.thawline.jobs.TrustedModule;
import io.thawline.network.NetworkOptions;
import io.thawline.network.Networks;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Says what a network consists of; starts neither Spark nor the engine. */
@Command(
    name = "describe",
    description = {
      "Says what a network consists of: modules, shapes, parameters, and the groups in the order",
      "in which they are thawed. Its sizes are the published ones where none are given."
    })
final class DescribeCommand implements Callable<Integer> {
  private final Console console;
  private final Map<String, String> environment;
  private final Opener files;

  @Parameters(paramLabel = "NAME", description = "the network, as the command networks lists it")
  private String name = "";

  @Option(
      names = "--set",
      paramLabel = "KEY.PATH=VALUE",
      description = "a size, as in a run's YAML: model.image_size=64; may be repeated")
  private List<String> overrides = List.of();

  @Mixin final FileOptions options = new FileOptions();

  /** The part of a run's configuration that this is about. */
  record Described(NetworkOptions model) {}

  DescribeCommand(Console console, Map<String, String> environment, Opener files) {
    this.console = console;
    this.environment = environment;
    this.files = files;
  }

  @Override
  public Integer call() {
    NetworkOptions published = Networks.named(name).published();
    String yaml = Configuration.of(new Described(published)).toYaml();
    String here = Path.of("").toAbsolutePath().toString();
    NetworkOptions model =
        new ConfigReader(environment, here)
            .read(Described.class, new ConfigSource(name, yaml, here), overrides)
            .value()
            .model();
    new Description(name, TrustedModule.opened(model, files).network().layout())
        .lines()
        .forEach(console.out()::println);
    console.out().flush();
    return 0;
  }
}
