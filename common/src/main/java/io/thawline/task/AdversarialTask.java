package io.thawline.task;

import io.thawline.glyph.GlyphPair;
import io.thawline.network.DiscriminatorOptions;
import io.thawline.network.Network;
import io.thawline.nn.StepScope;
import io.thawline.schedule.Direction;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;

/**
 * Drawing glyphs against a discriminator that tells true from drawn and names the style, as
 * zi2zi-pytorch trains: with each batch the discriminator learns once, then the generator twice. It
 * is scored as {@link FontTask} is.
 *
 * <p>With {@code bce} the binary cross-entropy of logits, {@code D} the discriminator's logits for
 * a source and an image, {@code C} those of its styles, and {@code y} the style in one-hot form:
 *
 * <pre>
 * discriminator = bce(D(target), 1) + bce(D(drawn), 0)
 *               + category * (bce(C(target), y) + bce(C(drawn), y)) / 2
 * generator     = adversarial * bce(D(drawn), 1) + l1 * mean|drawn - target|
 *               + category * bce(C(drawn), y) + constancy * mean(code(source) - code(drawn))²
 *               + total_variation * sum(differences of neighbours)² / (2 * side)
 * </pre>
 *
 * <p>With shuffled labels (zi2zi by Tian Yuchen, 2017) each source is also drawn in a style chosen
 * at random among all that the network has. Without a target, such drawings count in the parts that
 * need none: in the generator's they share the weight, for the discriminator they are more that is
 * not true. The original draws the labels of the same batch in another order, which comes to the
 * same where all styles are trained.
 *
 * @param drawing the network that draws, and the scores
 * @param judge the network that judges
 * @param options the weights
 */
public record AdversarialTask(
    FontTask drawing, DiscriminatorOptions judge, AdversarialFontOptions options)
    implements Task<GlyphPair> {
  /** The network that judges, in round states and in the groups. */
  public static final String DISCRIMINATOR = "discriminator";

  @Override
  public Map<String, Network> networks() {
    return Map.of(FontTask.GENERATOR, drawing.model().network(), DISCRIMINATOR, judge.network());
  }

  @Override
  public String mainNetwork() {
    return drawing.mainNetwork();
  }

  @Override
  public List<Objective<GlyphPair>> objectives() {
    AdversarialLosses losses = new AdversarialLosses(this);
    return List.of(
        new Objective<>(DISCRIMINATOR, losses::ofDiscriminator),
        new Objective<>(FontTask.GENERATOR, losses::ofGenerator),
        new Objective<>(FontTask.GENERATOR, losses::ofGeneratorAgain));
  }

  @Override
  public BatchInputs<GlyphPair> inputs() {
    return drawing.inputs();
  }

  @Override
  public Optional<String> variation() {
    return Optional.empty(); // what is drawn in other styles is computed beside
  }

  @Override
  public Evaluation evaluate(LoadedNetworks networks, StepScope scope, List<GlyphPair> batch) {
    return drawing.evaluate(networks, scope, batch);
  }

  @Override
  public SortedMap<String, Double> metrics(Evaluation evaluation) {
    return drawing.metrics(evaluation);
  }

  @Override
  public Map<String, Direction> judged() {
    return drawing.judged();
  }
}
