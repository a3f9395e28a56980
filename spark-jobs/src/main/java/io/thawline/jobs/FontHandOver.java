package io.thawline.jobs;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.thawline.checkpoint.TorchScriptWriter;
import io.thawline.checkpoint.TorchZipWriter;
import io.thawline.network.Zi2ziScript;
import io.thawline.state.RoundState;
import io.thawline.storage.RunStore;
import io.thawline.task.AdversarialTask;
import io.thawline.task.FontTask;
import io.thawline.tensor.StateDict;
import io.thawline.tensor.TensorSpec;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What a run that draws a font puts into {@code final/} for others: a TorchScript module, the
 * networks under the names that zi2zi-pytorch looks for, and how images are made for them.
 */
final class FontHandOver {
  private static final String TORCH_SCRIPT = "final/model.pt";
  private static final String PREPROCESS = "final/preprocess.json";

  private static final Pattern NETWORK = Pattern.compile("\\d+_net_[GD]\\.pth");

  /** The letters of zi2zi-pytorch's file names. */
  private static final Map<String, String> LETTERS =
      Map.of(FontTask.GENERATOR, "G", AdversarialTask.DISCRIMINATOR, "D");

  private final RunStore store;
  private final FontTask drawing;
  private final GlyphPairs pairs;

  /**
   * A hand-over.
   *
   * @param pairs what was learned from
   */
  FontHandOver(RunStore store, FontTask drawing, GlyphPairs pairs) {
    this.store = store;
    this.drawing = drawing;
    this.pairs = pairs;
  }

  void write(RoundState published) {
    writeNetworks(published);
    StateDict generator = published.network(FontTask.GENERATOR).tensors();
    store.writeFile(TORCH_SCRIPT, out -> writeScript(generator, out));
    store.writeFile(
        PREPROCESS,
        out ->
            out.write(
                new ObjectMapper().writerWithDefaultPrettyPrinter().writeValueAsBytes(images())));
  }

  /** Those of another round, which a shorter run left, would be taken for published ones. */
  private void writeNetworks(RoundState published) {
    String own = published.position().round() + "_net_";
    published
        .networks()
        .forEach(
            (name, network) ->
                store.writeFile(
                    "final/%s%s.pth".formatted(own, Objects.requireNonNull(LETTERS.get(name))),
                    out -> TorchZipWriter.write(network.tensors(), out)));
    store.deleteFiles("final", name -> NETWORK.matcher(name).matches() && !name.startsWith(own));
  }

  /** The network with its weights, for programs that know neither this one nor its options. */
  private void writeScript(StateDict weights, OutputStream out) throws IOException {
    Set<String> parameters =
        drawing.model().network().layout().parameters().stream()
            .map(TensorSpec::name)
            .collect(Collectors.toUnmodifiableSet());
    String forward = Zi2ziScript.forward(drawing.model());
    TorchScriptWriter.write(weights, parameters, Zi2ziScript.ARGUMENTS, forward, out);
  }

  /** A pixel of 0 to 255 becomes (pixel / 255 - mean) / std in each channel. */
  private Map<String, Object> images() {
    int channels = drawing.model().channels();
    List<Double> halves = Collections.nCopies(channels, 0.5);
    Map<String, Object> images = new LinkedHashMap<>();
    images.put("size", drawing.model().imageSize());
    images.put("channels", channels);
    images.put("colour", channels == 1 ? "grey" : "grey, repeated in each channel");
    images.put("mean", halves);
    images.put("std", halves);
    images.put("style", pairs.styles().get(0));
    images.put("styles", pairs.styles());
    images.put("glyph", pairs.convention());
    return images;
  }
}
