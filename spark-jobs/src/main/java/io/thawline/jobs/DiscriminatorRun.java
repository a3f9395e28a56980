package io.thawline.jobs;

import io.thawline.config.Key;
import io.thawline.network.DiscriminatorOptions;
import io.thawline.network.UNetOptions;
import io.thawline.nn.OptimizerOptions;
import io.thawline.schedule.AtEnd;
import io.thawline.schedule.PhaseOptions;
import io.thawline.schedule.Until;
import io.thawline.task.AdversarialFontOptions;
import io.thawline.transfer.TransferOptions;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The network that a generator learns against: its other sizes are the generator's.
 *
 * @param baseChannels width of its first layer
 * @param init where its first weights come from; drawn as zi2zi-pytorch draws them where absent
 * @param optimizer how it learns; as the generator where absent
 * @param schedule its own phases, by number from 0, of which the last goes on to the run's end; all
 *     of it learns from the start where there are none
 */
public record DiscriminatorRun(
    @Key(help = "width of its first layer", defaultValue = "64") int baseChannels,
    @Key(help = "its checkpoint; drawn afresh where absent") Optional<TransferOptions> init,
    @Key(help = "its optimizer; the generator's where absent") Optional<OptimizerOptions> optimizer,
    @Key(help = "its phases; all of it learns where absent", defaultValue = "{}")
        SortedMap<Integer, PhaseOptions> schedule) {
  /** What is meant where nothing is said. */
  static final DiscriminatorRun DEFAULT =
      new DiscriminatorRun(
          AdversarialFontOptions.BASE_CHANNELS,
          Optional.empty(),
          Optional.empty(),
          new TreeMap<>());

  private static final PhaseOptions EVERYTHING =
      new PhaseOptions(List.of(".*"), OptionalDouble.empty(), OptionalDouble.empty(), 1);

  public DiscriminatorRun {
    if (baseChannels < 1) {
      throw new IllegalArgumentException("base_channels must be at least 1, got " + baseChannels);
    }
    schedule.forEach(DiscriminatorRun::requirePlain);
  }

  private static void requirePlain(int number, PhaseOptions phase) {
    if (phase.until() != Until.EPOCHS || phase.atEnd() != AtEnd.KEEP) {
      throw new IllegalArgumentException(
          "schedule.%d: phases of the discriminator end with their max_transition_epoch and undo nothing: leave out until and at_end, which the main schedule decides for both networks"
              .formatted(number));
    }
    if (phase.needsOrigin()) {
      throw new IllegalArgumentException(
          "schedule.%d: new, near_new and transferred are told of the generator alone: name patterns here"
              .formatted(number));
    }
  }

  /** The plan of it beside a generator that learns with an optimizer. */
  NetworkPlan plan(UNetOptions generator, OptimizerOptions generators) {
    SortedMap<Integer, PhaseOptions> phases = new TreeMap<>(schedule);
    if (phases.isEmpty()) {
      phases.put(0, EVERYTHING);
    }
    return new NetworkPlan(
        "discriminator.",
        DiscriminatorOptions.of(generator, baseChannels),
        init,
        optimizer.orElse(generators),
        phases);
  }
}
