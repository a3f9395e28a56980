package io.thawline.task;

import io.thawline.config.Key;
import io.thawline.network.DiscriminatorOptions;
import io.thawline.network.NetworkOptions;
import java.util.ArrayList;
import java.util.List;

/**
 * Drawing a font against a discriminator, as zi2zi does. The weights are those of the parts of the
 * generator's loss; {@link AdversarialTask} has the formulas.
 *
 * @param kind which task
 * @param adversarialWeight of looking true to the discriminator
 * @param l1Weight of the mean absolute difference from the target, on a scale of -1 to 1
 * @param constancyWeight of the mean squared difference between the codes of source and drawing
 * @param categoryWeight of showing the style, in both networks' losses
 * @param totalVariationWeight of differences between neighbouring pixels
 * @param labelShuffling whether glyphs are also drawn in styles chosen at random, without a target
 */
public record AdversarialFontOptions(
    @Key(help = "what is learned", example = "font_adversarial") Kind kind,
    @Key(help = "weight of looking true", defaultValue = "1") double adversarialWeight,
    @Key(help = "weight of the mean absolute difference", defaultValue = "100") double l1Weight,
    @Key(help = "weight of keeping the code", defaultValue = "15") double constancyWeight,
    @Key(help = "weight of showing the style", defaultValue = "1") double categoryWeight,
    @Key(help = "weight of total variation", defaultValue = "0") double totalVariationWeight,
    @Key(help = "also draw in styles chosen at random", defaultValue = "false")
        boolean labelShuffling)
    implements GlyphTaskOptions {
  /** Width of the discriminator's first layer as published. */
  public static final int BASE_CHANNELS = 64;

  /** Which task. */
  public enum Kind {
    FONT_ADVERSARIAL
  }

  public AdversarialFontOptions {
    List<String> problems = new ArrayList<>();
    require(problems, "adversarial_weight", adversarialWeight);
    require(problems, "l1_weight", l1Weight);
    require(problems, "constancy_weight", constancyWeight);
    require(problems, "category_weight", categoryWeight);
    require(problems, "total_variation_weight", totalVariationWeight);
    if (!problems.isEmpty()) {
      throw new IllegalArgumentException(String.join("\n", problems));
    }
  }

  private static void require(List<String> problems, String key, double weight) {
    if (!(weight >= 0 && weight < Double.POSITIVE_INFINITY)) {
      problems.add("%s must be 0 or more, got %s: write for example 1".formatted(key, weight));
    }
  }

  @Override
  public String name() {
    return "font_adversarial";
  }

  /** Against a discriminator of the published width. */
  @Override
  public AdversarialTask task(NetworkOptions model) {
    return task(model, BASE_CHANNELS);
  }

  /**
   * The task against a discriminator of a width.
   *
   * @param baseChannels of the discriminator's first layer
   * @throws IllegalArgumentException when the network cannot learn it
   */
  public AdversarialTask task(NetworkOptions model, int baseChannels) {
    FontTask drawing = drawing(model);
    return new AdversarialTask(
        drawing, DiscriminatorOptions.of(drawing.model(), baseChannels), this);
  }
}
