package io.thawline.transfer;

import io.thawline.checkpoint.Checkpoint;
import io.thawline.errors.ConfigurationException;
import io.thawline.errors.InputRefusedException;
import io.thawline.tensor.Layout;
import io.thawline.tensor.TensorSpec;
import io.thawline.transfer.LoadReport.SourceFile;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Matches checkpoints to a network. Every tensor of the network ends up loaded or initialised;
 * whatever does not fit and is not allowed by name stops the transfer.
 */
public final class Transfer {
  private static final int MOST_PROBLEMS = 10;

  private final Layout layout;
  private final String location;
  private final TransferOptions options;
  private final Filling filling;

  private Transfer(Layout layout, String location, TransferOptions options, long seed) {
    this.layout = layout;
    this.location = location;
    this.options = options;
    this.filling = new Filling(location, options, seed);
  }

  /**
   * The network's first weights.
   *
   * @param layout of the network; its floating tensors are float32
   * @param checkpoints those of {@link TransferOptions#files}, in that order
   * @param seed of the tensors that are initialised
   * @throws ConfigurationException when a rule applies to nothing
   * @throws InputRefusedException with one line for each tensor that does not fit, up to ten
   */
  public static TransferResult plan(
      Layout layout, List<Checkpoint> checkpoints, TransferOptions options, long seed) {
    return new Transfer(layout, checkpoints.get(0).location(), options, seed)
        .run(checkpoints.stream().map(Checkpoint::withFoldedNorms).toList());
  }

  /**
   * First weights of which no checkpoint supplies any.
   *
   * @param layout of the network; its floating tensors are float32
   * @param seed of all tensors
   */
  public static TransferResult none(Layout layout, long seed) {
    Ledger ledger = new Ledger("", seed);
    layout.tensors().forEach(spec -> ledger.initialise(spec, LoadReport.Status.NEW, ""));
    SourceFile nothing = new SourceFile("no checkpoint", "none", "", "");
    LoadReport report = new LoadReport(List.of(nothing), List.of(), ledger.entries());
    return new TransferResult(ledger.weights(), ledger.taken(), report);
  }

  private TransferResult run(List<Checkpoint> checkpoints) {
    requirePatternsMatch();
    Rules.Outcome named = Rules.apply(layout, checkpoints, options);
    Matching matching = match(named.kept());
    layout.tensors().forEach(spec -> filling.place(spec, matching.of(spec)));
    matching.left().forEach(filling::refuseUnexpected);
    named.dropped().forEach(filling.ledger()::leaveOut);
    if (!filling.problems().isEmpty()) {
      throw new InputRefusedException(shortened(filling.problems(), hint(matching)));
    }
    List<SourceFile> files =
        checkpoints.stream()
            .map(c -> new SourceFile(c.location(), c.format(), c.sha256(), c.foldedNorms()))
            .toList();
    LoadReport report =
        new LoadReport(files, List.copyOf(named.prefixes()), filling.ledger().entries());
    requireEnough(report);
    return new TransferResult(filling.ledger().weights(), filling.ledger().taken(), report);
  }

  private void requirePatternsMatch() {
    List<String> names = layout.tensors().stream().map(TensorSpec::name).toList();
    List<String> unmatched = filling.unmatched(names);
    if (!unmatched.isEmpty()) {
      throw new ConfigurationException(unmatched);
    }
  }

  private Matching match(List<SourceTensor> sources) {
    return switch (options.match()) {
      case NAME -> Matching.byName(layout, sources);
      case STRUCTURE ->
          StructureMatch.match(
              location, layout, sources, filling::mayBeAbsent, filling::shapesSuit);
    };
  }

  /** Names without a partner on both sides are rather the same layers under other names. */
  private List<String> hint(Matching matching) {
    boolean lacking =
        layout.tensors().stream()
            .anyMatch(spec -> matching.of(spec).isEmpty() && !filling.mayBeAbsent(spec));
    return lacking && !matching.left().isEmpty()
        ? List.of(
            "If layers of %s moved or have other names, set init.match: structure, or map them with init.rename."
                .formatted(location))
        : List.of();
  }

  /** A model of other sizes disagrees with every tensor: a screenful of that tells no more. */
  private List<String> shortened(List<String> problems, List<String> hint) {
    List<String> shown =
        new ArrayList<>(problems.subList(0, Math.min(MOST_PROBLEMS, problems.size())));
    if (problems.size() > MOST_PROBLEMS) {
      shown.add(
          "%d more tensors of %s do not fit the model."
              .formatted(problems.size() - MOST_PROBLEMS, location));
    }
    shown.addAll(hint);
    return shown;
  }

  private void requireEnough(LoadReport report) {
    if (report.matchedFraction() < options.requireMinMatchedFraction()) {
      throw new InputRefusedException(
          String.format(
              Locale.ROOT,
              "Only %.4f of the model's numbers come from %s, init.require_min_matched_fraction is"
                  + " %s. Map more of its tensors (init.rename, init.match), or lower the"
                  + " fraction.",
              report.matchedFraction(),
              location,
              options.requireMinMatchedFraction()));
    }
  }
}
