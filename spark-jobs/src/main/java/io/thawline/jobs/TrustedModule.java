package io.thawline.jobs;

import io.thawline.checkpoint.Checkpoint;
import io.thawline.checkpoint.ScriptedModule;
import io.thawline.errors.ConfigurationException;
import io.thawline.errors.InputRefusedException;
import io.thawline.io.Opener;
import io.thawline.io.Sha256;
import io.thawline.io.Source;
import io.thawline.network.NetworkOptions;
import io.thawline.network.OpenedScript;
import io.thawline.network.ScriptOptions;
import io.thawline.network.ScriptTensor;
import io.thawline.tensor.StateDict;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads the TorchScript module that a configuration names: as data, and only where its SHA-256 is
 * the one that the user trusts. Its code runs on executors alone.
 */
public final class TrustedModule {
  private TrustedModule() {}

  /**
   * The network with its module opened; any other network as it is.
   *
   * @throws ConfigurationException when the user did not say which SHA-256 is trusted; it says
   *     which the file has
   * @throws InputRefusedException when the file has another one, or is no module
   */
  public static NetworkOptions opened(NetworkOptions model, Opener files) {
    return model instanceof ScriptOptions script ? open(script, files) : model;
  }

  private static OpenedScript open(ScriptOptions options, Opener files) {
    try (Source source = files.open(options.from())) {
      byte[] archive = source.readAll();
      requireTrusted(options, Sha256.hex(archive));
      ScriptedModule module = ScriptedModule.read(source);
      return new OpenedScript(options, tensors(module), module.others(), () -> archive);
    }
  }

  private static void requireTrusted(ScriptOptions options, String actual) {
    if (options.trustedSha256().isEmpty()) {
      throw new ConfigurationException(
          "model.trusted_sha256 is missing: %s is a program, which would run on every executor; if you trust it, set model.trusted_sha256 to what it has, %s"
              .formatted(options.from(), actual));
    }
    if (!options.trustedSha256().equalsIgnoreCase(actual)) {
      throw new InputRefusedException(
          "Refused %s: it is a program, its SHA-256 is %s, and model.trusted_sha256 is %s. Find out who changed it before you trust it."
              .formatted(options.from(), actual, options.trustedSha256()));
    }
  }

  private static List<ScriptTensor> tensors(ScriptedModule module) {
    StateDict tensors = module.checkpoint().tensors();
    List<ScriptTensor> all = new ArrayList<>();
    for (String name : tensors.names()) {
      List<Long> dims = new ArrayList<>();
      for (long dim : tensors.require(name).shape().dims()) {
        dims.add(dim);
      }
      all.add(new ScriptTensor(name, dims, module.parameters().contains(name)));
    }
    return all;
  }

  /** The tensors that a module's file holds, with which its training starts. */
  static Checkpoint checkpoint(String location, Opener files) {
    try (Source source = files.open(location)) {
      return ScriptedModule.read(source).checkpoint();
    }
  }
}
