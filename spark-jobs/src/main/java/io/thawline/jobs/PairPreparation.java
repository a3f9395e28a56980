package io.thawline.jobs;

import io.thawline.cluster.PairRendering;
import io.thawline.cluster.PairRendering.Dropped;
import io.thawline.errors.InputRefusedException;
import io.thawline.glyph.CharacterSet;
import io.thawline.storage.DirectCommitter;
import io.thawline.storage.RunStore;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Draws the glyph pairs of a run into its directory, once: what is there already is reused. */
final class PairPreparation {
  private final RunContext context;
  private final PairSources sources;

  PairPreparation(RunContext context, PairSources sources) {
    this.context = context;
    this.sources = sources;
  }

  /** The pairs of the run, drawn where they are not there yet. */
  PreparedPairs pairs() {
    context.progress().stage("Preparing glyph pairs");
    PreparedFile<PreparedPairs> file =
        new PreparedFile<>(
            context.store(),
            PreparedPairs.file(sources.fingerprint()),
            PreparedPairs.class,
            "the pairs drawn");
    PreparedPairs pairs = file.read().orElseGet(() -> file.write(draw()));
    context.progress().note(summary(pairs));
    requireNotEmpty(pairs);
    return pairs;
  }

  private PreparedPairs draw() {
    sources.source().open().requireSomeOf(sources.training());
    sources.target().open().requireSomeOf(sources.training());
    String fingerprint = sources.fingerprint();
    List<Dropped> training = draw(sources.training(), PreparedPairs.trainingDirectory(fingerprint));
    List<Dropped> validation =
        draw(sources.validation(), PreparedPairs.validationDirectory(fingerprint));
    return new PreparedPairs(
        fingerprint,
        sources.training().size() - training.size(),
        sources.validation().size() - validation.size(),
        Stream.concat(training.stream(), validation.stream()).toList());
  }

  private List<Dropped> draw(CharacterSet characters, String part) {
    return new PairRendering(context.session())
        .write(
            characters.codePoints(),
            sources.source(),
            sources.target(),
            sources.drawing(),
            context.place(part),
            writing(context.store()));
  }

  static Map<String, String> writing(RunStore store) {
    return store.hasRename()
        ? Map.of()
        : Map.of("spark.sql.parquet.output.committer.class", DirectCommitter.class.getName());
  }

  private void requireNotEmpty(PreparedPairs pairs) {
    if (pairs.training() == 0 || pairs.validation() == 0) {
      throw new InputRefusedException(
          "%s and %s share no glyph for %s: choose fonts that cover the same characters."
              .formatted(
                  sources.source().location(),
                  sources.target().location(),
                  pairs.training() == 0 ? "training" : "validation"));
    }
  }

  static String summary(PreparedPairs pairs) {
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
