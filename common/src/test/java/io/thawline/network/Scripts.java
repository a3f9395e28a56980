package io.thawline.network;

import io.thawline.checkpoint.ScriptedModule;
import io.thawline.io.LocalSource;
import io.thawline.io.Source;
import io.thawline.network.ScriptNetwork.Signature;
import io.thawline.tensor.StateDict;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/**
 * A TorchScript module of a test.
 *
 * @param module what its file holds
 * @param network that it is
 */
record Scripts(ScriptedModule module, ScriptNetwork network) {
  private static final Path FIXTURES = Path.of("src/test/resources/fixtures/networks");

  static Scripts fixture(String name, Signature signature) {
    return of(FIXTURES.resolve(name), signature);
  }

  static Scripts of(Path file, Signature signature) {
    try (Source source = LocalSource.open(file)) {
      byte[] archive = Files.readAllBytes(file);
      ScriptedModule module = ScriptedModule.read(source);
      StateDict tensors = module.checkpoint().tensors();
      List<ScriptTensor> specs =
          tensors.names().stream()
              .map(
                  name ->
                      new ScriptTensor(
                          name,
                          Arrays.stream(tensors.require(name).shape().dims()).boxed().toList(),
                          module.parameters().contains(name)))
              .toList();
      return new Scripts(module, new ScriptNetwork(specs, () -> archive, signature));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The tensors that the file holds. */
  StateDict start() {
    return module.checkpoint().tensors();
  }
}
