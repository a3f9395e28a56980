package io.thawline.jobs;

import io.thawline.config.ConfigReader;
import io.thawline.config.ConfigSource;
import io.thawline.config.Configuration;
import io.thawline.network.NetworkOptions;
import io.thawline.network.OpenedScript;
import io.thawline.network.ScriptOptions;
import io.thawline.task.TaskOptions;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/**
 * What a handed-over network is and does: as YAML the file {@value #FILE} in {@code final/}, where
 * whatever uses the network finds it.
 */
record Definition(TaskOptions task, NetworkOptions model) {
  static final String FILE = "model.yaml";

  /** A module of the user's, in {@code final/}. */
  static final String MODULE = "model.pt";

  /** Of a run; a module is then the one beside, which nobody trusts yet. */
  static Definition of(RunConfig config) {
    return new Definition(
        config.task(),
        config.model() instanceof OpenedScript module ? beside(module.options()) : config.model());
  }

  private static ScriptOptions beside(ScriptOptions module) {
    return new ScriptOptions(
        module.kind(),
        MODULE,
        "",
        module.classes(),
        module.channels(),
        module.imageSize(),
        module.activations());
  }

  byte[] toYaml() {
    return Configuration.of(this).toYaml().getBytes(StandardCharsets.UTF_8);
  }

  static Definition read(String directory, byte[] yaml) {
    String text = new String(yaml, StandardCharsets.UTF_8);
    return new ConfigReader(Map.of(), directory)
        .read(
            Definition.class, new ConfigSource(directory + "/" + FILE, text, directory), List.of())
        .value();
  }
}
