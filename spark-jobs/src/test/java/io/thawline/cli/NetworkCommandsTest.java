package io.thawline.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.thawline.io.LocalOpener;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

/** The commands that tell of networks. */
class NetworkCommandsTest {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  private int run(String... arguments) {
    Console console =
        new Console(
            new PrintStream(out, true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8),
            false);
    return new CommandLine(new RootCommand())
        .addSubcommand(new NetworksCommand(console))
        .addSubcommand(new DescribeCommand(console, Map.of(), new LocalOpener()))
        .setExecutionExceptionHandler(
            (thrown, command, parsed) -> {
              Failure failure = Failure.of(thrown);
              failure.problems().forEach(console::error);
              return failure.exitCode();
            })
        .execute(arguments);
  }

  private List<String> lines() {
    return out.toString(StandardCharsets.UTF_8).lines().toList();
  }

  @Test
  void networksListsEachWithALineAndItsPublishedSize() {
    assertThat(run("networks")).isZero();
    assertThat(lines())
        .hasSize(10)
        .anyMatch(line -> line.matches("zi2zi_unet .* 55,461,505"))
        .anyMatch(line -> line.matches("resnet18 .* 11,689,512"))
        .anyMatch(line -> line.matches("mobilenet_v2 .* 3,504,872"))
        .anyMatch(line -> line.matches("bert .* 109,483,778"));
  }

  @Test
  void describeReadsAModuleThatIsTrusted() {
    String file = "../common/src/test/resources/fixtures/networks/scripted_images.pt";
    assertThat(run("describe", "torchscript", "--set", "model.from=" + file)).isEqualTo(2);
    String said = err.toString(StandardCharsets.UTF_8).trim();
    String sum = said.substring(said.length() - 64);
    String trusted = "model.trusted_sha256=" + sum;
    assertThat(run("describe", "torchscript", "--set", "model.from=" + file, "--set", trusted))
        .isZero();
    assertThat(lines().get(0))
        .isEqualTo("torchscript: 14 tensors, 3,155 parameters to train, 48 numbers in buffers");
  }

  @Test
  void describePrintsTreeShapesCountsAndGroupsFromTheOutputBack() {
    assertThat(run("describe", "resnet18", "--set", "model.classes=10")).isZero();
    assertThat(lines().get(0))
        .isEqualTo(
            "resnet18: 122 tensors, 11,181,642 parameters to train, 9,620 numbers in buffers");
    assertThat(lines())
        .anyMatch(line -> line.matches(" +fc +5,130 +0"))
        .anyMatch(line -> line.matches(" +weight +\\(10, 512\\) +5,120 +0"))
        .anyMatch(line -> line.matches(" +running_mean +\\(64\\) +0 +64"));
    List<String> groups = lines().subList(lines().size() - 10, lines().size());
    assertThat(groups.get(0)).matches("fc +1 +2 +5,130 +5,130");
    assertThat(groups.get(1)).matches("layer4.1 +2 +12 +4,720,640 +4,725,770");
    assertThat(groups.get(9)).matches("conv1 +10 +6 +9,536 +11,181,642");
  }

  @Test
  void uNetIsThawedFromItsOutputThroughTheBottleneckToItsInput() {
    assertThat(run("describe", "zi2zi_unet", "--set=model.image_size=8")).isZero();
    List<String> groups = lines().subList(lines().size() - 7, lines().size());
    assertThat(groups)
        .extracting(line -> line.substring(0, line.indexOf(' ')))
        .containsExactly(
            "model.up",
            "model.submodule.up",
            "model.submodule.submodule.up",
            "embedder",
            "model.submodule.submodule.down",
            "model.submodule.down",
            "model.down");
  }

  @Test
  void composedNetworkIsDescribedWithLayersOfOnesOwn() {
    assertThat(
            run(
                "describe",
                "composed",
                "--set=model.base.kind=mobilenet_v2",
                "--set=model.base.dropout=0",
                "--set=model.through=features.3",
                "--set=model.layers=[{kind: pool, function: global_average}, {kind: linear, out: 3}]"))
        .isZero();
    assertThat(lines()).anyMatch(line -> line.matches(" +weight +\\(3, 24\\) +72 +0"));
    assertThat(lines().get(lines().size() - 5)).startsWith("head.1 ");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "resnet19 | | There is no network named resnet19: write one of zi2zi_unet, zi2zi_discriminator, resnet18,",
        "resnet18 | --set=model.depth=18 | model.depth is not a known key",
        "zi2zi_unet | --set=model.image_size=80 | model.image_size must be a power of two",
        "composed | --set=model.through=fc | model.through must be a group of the base but its last, got 'fc'"
      })
  void whatIsNotThereIsNamedInOneLine(String name, String option, String problem) {
    String[] arguments =
        option == null ? new String[] {"describe", name} : new String[] {"describe", name, option};
    assertThat(run(arguments)).isEqualTo(Failure.USAGE);
    assertThat(err.toString(StandardCharsets.UTF_8).lines())
        .singleElement()
        .asString()
        .startsWith("thawline: error: ")
        .contains(problem);
  }
}
