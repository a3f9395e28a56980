package io.thawline.task;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.thawline.glyph.GlyphPair;
import io.thawline.network.Stage;
import io.thawline.network.Zi2ziDiscriminator;
import io.thawline.network.Zi2ziUNet;
import io.thawline.nn.Layers;
import io.thawline.nn.StepScope;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The losses of {@link AdversarialTask}, batch after batch on one thread. What the discriminator
 * learned from is what the generator then learns from: the drawings are kept from the one to the
 * other, which saves a forward pass.
 */
final class AdversarialLosses {
  private final AdversarialTask task;
  private @Nullable Drawings kept;

  AdversarialLosses(AdversarialTask task) {
    this.task = task;
  }

  /** What was drawn with a batch in its scope, once in its own styles and perhaps in others. */
  private record Drawings(StepScope scope, NDArray source, NDArray target, List<Drawing> all) {
    Drawing first() {
      return all.get(0);
    }
  }

  /** Images in styles: logits 1 for the own, 0 for all others. */
  private record Drawing(NDArray image, NDArray code, NDArray styles) {}

  /** What the discriminator finds. */
  private record Verdict(NDArray truth, NDArray styles) {}

  Loss ofDiscriminator(LoadedNetworks networks, StepScope scope, List<GlyphPair> batch) {
    Drawings drawn = drawn(networks, scope, batch);
    kept = drawn;
    Verdict real = judged(networks, drawn.source(), drawn.target());
    NDArray truth = truth(real, 1);
    NDArray category = category(real, drawn.first());
    for (Drawing drawing : drawn.all()) {
      Verdict fake = judged(networks, drawn.source(), drawing.image().stopGradient());
      truth = truth.add(truth(fake, 0));
      category = category.add(category(fake, drawing));
    }
    float share = (float) task.options().categoryWeight() / (1 + drawn.all().size());
    NDArray total = truth.add(category.mul(share));
    return new Loss(total, Map.of("discriminator_loss", total));
  }

  Loss ofGenerator(LoadedNetworks networks, StepScope scope, List<GlyphPair> batch) {
    Drawings before = kept;
    kept = null;
    return generator(
        networks,
        before != null && before.scope() == scope ? before : drawn(networks, scope, batch));
  }

  /** The second time with a batch, after which nothing is told: the first told it. */
  Loss ofGeneratorAgain(LoadedNetworks networks, StepScope scope, List<GlyphPair> batch) {
    return new Loss(generator(networks, drawn(networks, scope, batch)).total(), Map.of());
  }

  private Loss generator(LoadedNetworks networks, Drawings drawn) {
    AdversarialFontOptions weights = task.options();
    NDArray truth = zero(drawn);
    NDArray category = zero(drawn);
    NDArray constancy = zero(drawn);
    for (Drawing drawing : drawn.all()) {
      Verdict verdict = judged(networks, drawn.source(), drawing.image());
      truth = truth.add(truth(verdict, 1));
      category = category.add(category(verdict, drawing));
      constancy = constancy.add(constancy(networks, drawing));
    }
    int shares = drawn.all().size();
    NDArray image = drawn.first().image();
    NDArray difference = image.sub(drawn.target()).abs().mean();
    NDArray total =
        truth
            .mul((float) weights.adversarialWeight() / shares)
            .add(difference.mul((float) weights.l1Weight()))
            .add(category.mul((float) weights.categoryWeight() / shares))
            .add(constancy.mul((float) weights.constancyWeight() / shares));
    if (weights.totalVariationWeight() > 0) {
      total = total.add(totalVariation(image).mul((float) weights.totalVariationWeight()));
    }
    return new Loss(
        total,
        Map.of(
            Task.TRAIN_LOSS,
            difference.div(2),
            "generator_loss",
            total,
            "adversarial_loss",
            truth.div(shares),
            "category_loss",
            category.div(shares),
            "constancy_loss",
            constancy.div(shares)));
  }

  private static NDArray zero(Drawings drawn) {
    return drawn.source().getManager().create(0f);
  }

  private NDArray constancy(LoadedNetworks networks, Drawing drawing) {
    int down = task.drawing().model().encoderStages();
    NDArray map =
        require(
            networks.forward(FontTask.GENERATOR, Map.of(Zi2ziUNet.IMAGE, drawing.image()), down),
            Stage.FEATURES);
    NDArray code = map.reshape(drawing.code().getShape());
    return drawing.code().sub(code).square().mean();
  }

  /** The sum over a batch of squared differences of neighbours, divided by twice the side. */
  private static NDArray totalVariation(NDArray image) {
    long side = image.getShape().get(2);
    NDArray rows = image.get(":, :, 1:").sub(image.get(":, :, :-1"));
    NDArray columns = image.get(":, :, :, 1:").sub(image.get(":, :, :, :-1"));
    return rows.square().sum().add(columns.square().sum()).div(2 * side);
  }

  private static NDArray truth(Verdict verdict, int wanted) {
    NDArray logits = verdict.truth();
    NDArray targets = wanted == 1 ? logits.onesLike() : logits.zerosLike();
    return Layers.binaryCrossEntropy(logits, targets);
  }

  private static NDArray category(Verdict verdict, Drawing drawing) {
    return Layers.binaryCrossEntropy(verdict.styles(), drawing.styles());
  }

  private static Verdict judged(LoadedNetworks networks, NDArray source, NDArray image) {
    Map<String, NDArray> found =
        networks.forward(
            AdversarialTask.DISCRIMINATOR,
            Map.of(Zi2ziDiscriminator.SOURCE, source, Zi2ziDiscriminator.IMAGE, image));
    return new Verdict(
        require(found, Zi2ziDiscriminator.BINARY), require(found, Zi2ziDiscriminator.CATEGORY));
  }

  private Drawings drawn(LoadedNetworks networks, StepScope scope, List<GlyphPair> batch) {
    GlyphImages images = task.drawing().images();
    NDArray source = images.sources(scope, batch);
    List<Drawing> all = new ArrayList<>();
    all.add(
        drawing(
            networks.forward(FontTask.GENERATOR, scope, batch, task.inputs()),
            GlyphImages.styles(scope, batch)));
    if (task.options().labelShuffling()) {
      NDArray styles =
          source
              .getManager()
              .randomInteger(0, task.judge().styles(), new Shape(batch.size()), DataType.INT64);
      all.add(
          drawing(
              networks.forward(
                  FontTask.GENERATOR, Map.of(Zi2ziUNet.IMAGE, source, Zi2ziUNet.STYLE, styles)),
              styles));
    }
    return new Drawings(scope, source, images.targets(scope, batch), all);
  }

  private Drawing drawing(Map<String, NDArray> drawn, NDArray styles) {
    return new Drawing(
        require(drawn, Zi2ziUNet.IMAGE),
        require(drawn, Zi2ziUNet.CODE),
        styles.oneHot(task.judge().styles()));
  }

  private static NDArray require(Map<String, NDArray> outputs, String name) {
    return Objects.requireNonNull(outputs.get(name), name);
  }
}
