package io.thawline.cluster;

import io.thawline.task.Evaluation;
import io.thawline.task.Evaluation.Score;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** How well a shard's samples are done, as it travels. A class, for Kryo reads no records back. */
final class ShardScores implements Serializable {
  private static final long serialVersionUID = 1L;

  private final String[] ids;
  private final double[] losses;
  private final double[] tallies;

  ShardScores(Evaluation evaluation) {
    ids = evaluation.scores().stream().map(Score::id).toArray(String[]::new);
    losses = evaluation.scores().stream().mapToDouble(Score::loss).toArray();
    tallies = evaluation.tallies().stream().mapToDouble(Double::doubleValue).toArray();
  }

  Evaluation evaluation() {
    List<Score> scores = new ArrayList<>();
    for (int i = 0; i < ids.length; i++) {
      scores.add(new Score(ids[i], losses[i]));
    }
    return new Evaluation(scores, Arrays.stream(tallies).boxed().toList());
  }
}
