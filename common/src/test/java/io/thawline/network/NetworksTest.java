package io.thawline.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.thawline.config.Configuration;
import io.thawline.errors.ConfigurationException;
import io.thawline.tensor.LayerGroup;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The list of networks. */
class NetworksTest {
  static List<Networks.Entry> all() {
    return Networks.all();
  }

  /** Those whose layers no file decides. */
  static List<Networks.Entry> own() {
    return all().stream().filter(entry -> !(entry.published() instanceof ScriptOptions)).toList();
  }

  @Test
  void everyKindThatAConfigurationMayNameIsListedOnce() {
    List<String> kinds =
        Arrays.stream(NetworkOptions.class.getPermittedSubclasses())
            .filter(Class::isRecord)
            .map(options -> options.getRecordComponents()[0])
            .flatMap(kind -> Arrays.stream(kind.getType().getEnumConstants()))
            .map(constant -> constant.toString().toLowerCase(Locale.ROOT))
            .toList();
    assertThat(all()).extracting(Networks.Entry::name).containsExactlyElementsOf(kinds);
  }

  @ParameterizedTest
  @MethodSource("own")
  void publishedOptionsAreThoseOfTheirYaml(Networks.Entry entry) {
    String yaml = Configuration.of(new ComposedFixture.Root(entry.published())).toYaml();
    assertThat(yaml).contains("kind: " + entry.name());
    assertThat(ComposedFixture.read(yaml)).isEqualTo(entry.published());
  }

  @ParameterizedTest
  @MethodSource("own")
  void stagesStandInTheOrderOfTheirGroupsAndOnlyTheLastLeavesNoFeatures(Networks.Entry entry) {
    Network network = entry.published().network();
    List<String> groups = network.layout().groups().stream().map(LayerGroup::name).toList();
    assertThat(network.stages().stream().map(Stage::name).filter(groups::contains))
        .containsExactlyElementsOf(groups);
    List<Stage> stages = network.stages();
    assertThat(stages.subList(0, stages.size() - 1))
        .allMatch(stage -> stage.features().isPresent());
    assertThat(stages.get(stages.size() - 1).features()).isEmpty();
    assertThat(network.activations()).isPositive();
  }

  @Test
  void unknownNameIsRefusedWithTheNamesThereAre() {
    assertThatThrownBy(() -> Networks.named("vgg"))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("no network named vgg: write one of zi2zi_unet,");
  }
}
