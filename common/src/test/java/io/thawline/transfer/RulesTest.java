package io.thawline.transfer;

import static io.thawline.transfer.Files.base;
import static io.thawline.transfer.Files.counting;
import static io.thawline.transfer.Files.spec;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.groups.Tuple.tuple;

import io.thawline.checkpoint.Checkpoint;
import io.thawline.errors.ConfigurationException;
import io.thawline.errors.InputRefusedException;
import io.thawline.tensor.LayerKind;
import io.thawline.tensor.Layout;
import io.thawline.tensor.TensorSpec;
import io.thawline.transfer.LoadReport.Entry;
import io.thawline.transfer.LoadReport.Status;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RulesTest {
  private static final TensorSpec CONV = spec("body.conv.weight", LayerKind.CONV, 2, 1, 1, 1);
  private static final TensorSpec HEAD = spec("head.weight", LayerKind.LINEAR, 3, 2);

  private static TransferResult plan(OptionsBuilder options, Checkpoint... checkpoints) {
    return Transfer.plan(new Layout(List.of(CONV, HEAD)), List.of(checkpoints), options.build(), 5);
  }

  @ParameterizedTest
  @ValueSource(strings = {"module.", "_orig_mod.", "module._orig_mod.", "model.", "netG.module."})
  void commonPrefixIsRecognisedAndReported(String prefix) {
    Checkpoint wrapped =
        base(
            prefix + "body.conv.weight",
            counting(2, 1, 1, 1),
            prefix + "head.weight",
            counting(3, 2));
    LoadReport report = plan(new OptionsBuilder(), wrapped).report();
    assertThat(report.prefixes()).containsExactly(prefix);
    assertThat(report.count(Status.LOADED)).isEqualTo(2);
    assertThat(report.table()).contains("  without the prefix " + prefix);
  }

  @Test
  void prefixThatTheModelHasTooStays() {
    Layout layout = new Layout(List.of(spec("model.w", LayerKind.LINEAR, 1, 2)));
    TransferResult result =
        Transfer.plan(
            layout, List.of(base("model.w", counting(1, 2))), TransferOptions.of("base.pth"), 1);
    assertThat(result.report().prefixes()).isEmpty();
    assertThat(result.report().count(Status.LOADED)).isEqualTo(1);
  }

  @Test
  void rulesComeInTheirOrderStripRenameDropMatch() {
    Checkpoint source =
        base(
            "net.trunk.conv.weight",
            counting(2, 1, 1, 1),
            "net.old_head.weight",
            counting(9),
            "top.weight",
            counting(3, 2));
    OptionsBuilder options =
        new OptionsBuilder()
            .stripPrefix("net.")
            .rename("trunk\\.(?<rest>.*)", "body.${rest}")
            .rename("top\\.(weight|bias)", "head.$1")
            .drop("old_head\\..*");
    LoadReport report = plan(options, source).report();
    assertThat(report.count(Status.RENAMED)).isEqualTo(2);
    assertThat(report.entries())
        .extracting(Entry::name, Entry::status, Entry::origin)
        .containsExactly(
            tuple("body.conv.weight", Status.RENAMED, "net.trunk.conv.weight"),
            tuple("head.weight", Status.RENAMED, "top.weight"),
            tuple("net.old_head.weight", Status.UNEXPECTED, ""));
  }

  @Test
  void ruleThatAppliesToNothingIsAnErrorAndAllAreNamed() {
    OptionsBuilder options =
        new OptionsBuilder()
            .stripPrefix("nothing.")
            .rename("a\\.(.*)", "b.$1")
            .drop("c\\..*")
            .also("head.pth", "d\\..*");
    ConfigurationException refused =
        catchThrowableOfType(
            ConfigurationException.class,
            () -> plan(options, base("x", counting(1)), base("y", counting(1))));
    assertThat(refused.problems())
        .hasSize(4)
        .anyMatch(line -> line.startsWith("init.strip_prefix:"))
        .anyMatch(line -> line.startsWith("init.rename: 'a\\.(.*)' matches none"))
        .anyMatch(line -> line.startsWith("init.drop: 'c\\..*' matches none"))
        .anyMatch(line -> line.startsWith("init.also.0.take: 'd\\..*' matches none"));
  }

  @Test
  void twoTensorsOfOneNameAreRefused() {
    Checkpoint source = base("a.weight", counting(1), "b.weight", counting(1));
    assertThatThrownBy(() -> plan(new OptionsBuilder().rename("[ab]\\.(.*)", "c.$1"), source))
        .isInstanceOf(InputRefusedException.class)
        .hasMessageContaining("b.weight from base.pth: a.weight gets the same name c.weight");
  }

  @Test
  void replacementOfAGroupThatIsNotThereIsRefused() {
    assertThatThrownBy(() -> new RenameRule("a(.)", "b$2"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("to: 'b$2' is no replacement for 'a(.)'");
  }

  @Test
  void headComesFromASecondFile() {
    Checkpoint backbone =
        base("body.conv.weight", counting(2, 1, 1, 1), "head.weight", counting(1000, 2));
    Checkpoint other =
        Files.checkpoint(
            "head.pth",
            Files.tensors("module.head.weight", counting(3, 2), "module.rest", counting(7)));
    TransferResult result =
        plan(new OptionsBuilder().also("head.pth", "(module\\.)?head\\..*"), backbone, other);
    assertThat(result.weights().require("head.weight")).isEqualTo(counting(3, 2));
    assertThat(result.report().sources())
        .extracting(LoadReport.SourceFile::location)
        .containsExactly("base.pth", "head.pth");
    assertThat(result.report().entries().get(1).note()).isEqualTo("in head.pth");
  }

  @Test
  void tooSmallAShareIsRefused() {
    Checkpoint source = base("body.conv.weight", counting(2, 1, 1, 1));
    OptionsBuilder options = new OptionsBuilder().allowMissing("head\\..*");
    assertThat(plan(options, source).report().matchedFraction()).isEqualTo(0.25);
    assertThatThrownBy(() -> plan(options.requireMinMatchedFraction(0.5), source))
        .isInstanceOf(InputRefusedException.class)
        .hasMessageStartingWith("Only 0.2500 of the model's numbers come from base.pth");
  }
}
