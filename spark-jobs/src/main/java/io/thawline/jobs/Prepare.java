package io.thawline.jobs;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.thawline.cluster.FontFile;
import io.thawline.cluster.PairRendering;
import io.thawline.cluster.PairRendering.Dropped;
import io.thawline.cluster.PairRendering.Style;
import io.thawline.errors.ConfigurationException;
import io.thawline.errors.InputRefusedException;
import io.thawline.glyph.CharacterSet;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Draws the glyph pairs of a run into its directory, once: what is there already is reused. */
public final class Prepare {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final RunContext context;
  private final DataOptions data;

  public Prepare(RunContext context) {
    this.context = context;
    this.data = context.config().data();
  }

  /** Prepares the data and stops there. */
  public void run() {
    PreparedPairs pairs = pairs();
    context.progress().finished(List.of(summary(pairs), "data: " + context.store().location()));
  }

  /** The pairs of the run, drawn where they are not there yet. */
  PreparedPairs pairs() {
    context.progress().stage("Preparing glyph pairs");
    FontFile source = new FontFile(data.sourceFont(), context.bytes(data.sourceFont()));
    FontFile target = new FontFile(data.targetFont(), context.bytes(data.targetFont()));
    CharacterSet all = CharacterSet.read(data.characters(), context.bytes(data.characters()));
    CharacterSet training = all.select(data.train());
    CharacterSet validation = all.select(data.validation());
    requireDisjoint(training, validation);
    Style style = new Style(context.config().model().imageSize(), data.style());
    String fingerprint = Fingerprint.of(source, target, training, validation, style);
    PreparedPairs pairs =
        existing(fingerprint)
            .orElseGet(() -> draw(fingerprint, source, target, training, validation, style));
    context.progress().note(summary(pairs));
    requireEnough(pairs);
    return pairs;
  }

  private Optional<PreparedPairs> existing(String fingerprint) {
    return context.store().readFile(PreparedPairs.file(fingerprint)).map(Prepare::read);
  }

  private static PreparedPairs read(byte[] json) {
    try {
      return JSON.readValue(json, PreparedPairs.class);
    } catch (IOException e) {
      throw new InputRefusedException(
          "The prepared data cannot be read (%s). Delete the directory 'prepared' of the run."
              .formatted(e.getMessage()),
          e);
    }
  }

  private PreparedPairs draw(
      String fingerprint,
      FontFile source,
      FontFile target,
      CharacterSet training,
      CharacterSet validation,
      Style style) {
    source.open().requireSomeOf(training);
    target.open().requireSomeOf(training);
    PairRendering rendering = new PairRendering(context.session());
    String directory = context.config().run().dir();
    List<Dropped> dropped = new ArrayList<>();
    List<Integer> counts = new ArrayList<>();
    for (CharacterSet part : List.of(training, validation)) {
      String name = part.equals(training) ? "training" : "validation";
      List<Dropped> lost =
          rendering.write(
              part.codePoints(),
              source,
              target,
              style,
              PreparedPairs.directory(directory, fingerprint, name));
      counts.add(part.size() - lost.size());
      dropped.addAll(lost);
    }
    PreparedPairs pairs = new PreparedPairs(fingerprint, counts.get(0), counts.get(1), dropped);
    context
        .store()
        .writeFile(
            PreparedPairs.file(fingerprint), out -> out.write(JSON.writeValueAsBytes(pairs)));
    return pairs;
  }

  private void requireDisjoint(CharacterSet training, CharacterSet validation) {
    List<Integer> shared =
        training.codePoints().stream().filter(validation.codePoints()::contains).toList();
    if (!shared.isEmpty()) {
      throw new ConfigurationException(
          "data.train and data.validation share %d characters of %s, such as %s: select fewer, so that scores are of unseen characters."
              .formatted(shared.size(), training.location(), Character.toString(shared.get(0))));
    }
  }

  private void requireEnough(PreparedPairs pairs) {
    int workers = context.config().averaging().workers();
    if (pairs.training() < workers) {
      throw new ConfigurationException(
          "averaging.workers is %d, but there are %d training samples: use at most %d."
              .formatted(workers, pairs.training(), pairs.training()));
    }
    if (pairs.validation() < 1) {
      throw new InputRefusedException(
          "No validation character could be drawn in both fonts: choose others with data.validation.");
    }
  }

  private static String summary(PreparedPairs pairs) {
    String counts =
        "%d training and %d validation pairs".formatted(pairs.training(), pairs.validation());
    if (pairs.dropped().isEmpty()) {
      return counts;
    }
    return counts
        + pairs.dropped().stream()
            .map(dropped -> dropped.character() + " (" + dropped.reason() + ")")
            .collect(Collectors.joining(", ", "; dropped " + pairs.dropped().size() + ": ", ""));
  }
}
