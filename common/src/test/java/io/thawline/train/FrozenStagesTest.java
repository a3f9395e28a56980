package io.thawline.train;

import static org.assertj.core.api.Assertions.assertThat;

import io.thawline.image.LabelledImage;
import io.thawline.network.ActivationLayer;
import io.thawline.network.ComposedOptions;
import io.thawline.network.ConvLayer;
import io.thawline.network.DropoutLayer;
import io.thawline.network.ImageOptions;
import io.thawline.network.LinearLayer;
import io.thawline.network.NormLayer;
import io.thawline.network.PoolLayer;
import io.thawline.task.AdversarialOptions;
import io.thawline.task.AugmentOptions;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Which first stages make the same of a sample each time. */
class FrozenStagesTest {
  @Test
  void allOfAResNetButItsHeadIsFrozenWithItsNorms() {
    FrozenStages frozen = FrozenCase.images(FrozenCase.PLAIN).frozen();
    assertThat(frozen.inTraining()).isEqualTo(9);
    assertThat(frozen.names(9)).isEqualTo("conv1 to layer4.1");
    assertThat(frozen.bytes(9)).isEqualTo(4 * 512);
    assertThat(frozen.obstacle()).isEmpty();
  }

  @Test
  void changedImagesAreComputedAnewInTrainingAlone() {
    FrozenStages frozen = FrozenCase.images(new AugmentOptions(0.5, 0, 0)).frozen();
    assertThat(frozen.inTraining()).isZero();
    assertThat(frozen.stages()).hasSize(9);
    assertThat(frozen.obstacle()).contains("task.augment changes each image anew");
  }

  @Test
  void dropoutBelowTheHeadIsDrawnAnew() {
    FrozenStages frozen = FrozenCase.texts(0.1, AdversarialOptions.Kind.NONE).frozen();
    assertThat(frozen.inTraining()).isZero();
    assertThat(frozen.obstacle()).contains("dropout is drawn in bert.embeddings");
    assertThat(FrozenCase.texts(0, AdversarialOptions.Kind.NONE).frozen().inTraining())
        .isEqualTo(3);
  }

  @Test
  void adversaryOfAFrozenTableMovesWhatIsBehindIt() {
    for (AdversarialOptions.Kind kind :
        List.of(AdversarialOptions.Kind.FGM, AdversarialOptions.Kind.PGD)) {
      FrozenStages frozen = FrozenCase.texts(0, kind).frozen();
      assertThat(frozen.inTraining()).isZero();
      assertThat(frozen.obstacle()).contains("task.adversarial moves a parameter in them");
    }
  }

  private static FrozenCase<LabelledImage> composed(String trained) {
    ComposedOptions model =
        new ComposedOptions(
            ComposedOptions.Kind.COMPOSED,
            new ImageOptions(ImageOptions.Kind.IMAGE, 1, 8),
            "",
            "head",
            List.of(
                new ConvLayer(ConvLayer.Kind.CONV, 4, 3, 1),
                new NormLayer(NormLayer.Kind.NORM),
                new ActivationLayer(ActivationLayer.Kind.ACTIVATION, ActivationLayer.Function.RELU),
                new DropoutLayer(DropoutLayer.Kind.DROPOUT, 0.5),
                new PoolLayer(PoolLayer.Kind.POOL, PoolLayer.Function.AVERAGE, 2),
                new LinearLayer(LinearLayer.Kind.LINEAR, 3)));
    return FrozenCase.images(model, 8, FrozenCase.PLAIN, trained);
  }

  @Test
  void layersBeforeTheFirstDropoutAreKept() {
    FrozenStages frozen = composed("head\\.5\\..*").frozen();
    assertThat(frozen.stages()).hasSize(6);
    assertThat(frozen.inTraining()).isEqualTo(4);
    assertThat(frozen.names(4)).isEqualTo("image to head.2");
    assertThat(frozen.obstacle()).isEmpty();
  }

  @Test
  void whatTrainsFromTheFirstTensorOnHasNothingToKeep() {
    for (String trained : List.of(".*", "head\\.0\\.bias", "head\\.0\\.weight|head\\.5\\..*")) {
      FrozenStages frozen = composed(trained).frozen();
      assertThat(frozen.stages()).isEmpty();
      assertThat(frozen.inTraining()).isZero();
      assertThat(frozen.obstacle()).isEmpty();
    }
  }

  @Test
  void normWhoseShiftAloneTrainsIsNotFrozen() {
    assertThat(composed("head\\.1\\.bias").frozen().names(2)).isEqualTo("image to head.0");
  }
}
