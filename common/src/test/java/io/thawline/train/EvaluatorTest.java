package io.thawline.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.thawline.glyph.GlyphPair;
import io.thawline.nn.Device;
import io.thawline.task.Evaluation;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class EvaluatorTest {
  private static final Device DEVICE = Device.cpu(1);

  private static Evaluator<GlyphPair> evaluator(int batchSize) {
    return new Evaluator<>(DEVICE, TrainFixture.TASK, TrainFixture.state(5), batchSize);
  }

  @Test
  void scoresAreTheMeanDifferenceOfTheDrawingFromTheTarget() {
    List<GlyphPair> pairs = TrainFixture.pairs(7);
    try (Evaluator<GlyphPair> evaluator = evaluator(3)) {
      Evaluation evaluation = evaluator.score(pairs, Map.of());
      List<byte[]> drawings =
          evaluator.batches(pairs, TrainFixture.TASK::draw).stream().flatMap(List::stream).toList();
      double total = 0;
      for (int i = 0; i < pairs.size(); i++) {
        double expected = difference(drawings.get(i), pairs.get(i).target());
        assertThat(evaluation.scores().get(i).id()).isEqualTo(pairs.get(i).id());
        assertThat(evaluation.scores().get(i).loss()).isCloseTo(expected, within(0.5 / 255));
        total += evaluation.scores().get(i).loss();
      }
      assertThat(evaluation.meanLoss()).isEqualTo(total / pairs.size());
    }
  }

  /** On grey levels, so within half a level of the score. */
  private static double difference(byte[] drawing, byte[] target) {
    assertThat(drawing).hasSameSizeAs(target);
    double sum = 0;
    for (int i = 0; i < drawing.length; i++) {
      sum += Math.abs((drawing[i] & 0xff) - (target[i] & 0xff)) / 255.0;
    }
    return sum / drawing.length;
  }

  @Test
  void evaluatingTwiceGivesTheSameBits() {
    try (Evaluator<GlyphPair> first = evaluator(4);
        Evaluator<GlyphPair> second = evaluator(4)) {
      List<GlyphPair> pairs = TrainFixture.pairs(10);
      assertThat(first.score(pairs, Map.of()))
          .isEqualTo(first.score(pairs, Map.of()))
          .isEqualTo(second.score(pairs, Map.of()));
    }
  }
}
