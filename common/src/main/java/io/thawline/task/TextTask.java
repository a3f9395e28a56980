package io.thawline.task;

import ai.djl.ndarray.NDArray;
import io.thawline.network.Bert;
import io.thawline.network.BertOptions;
import io.thawline.network.BertOptions.Head;
import io.thawline.network.Images;
import io.thawline.network.Network;
import io.thawline.nn.Layers;
import io.thawline.nn.StepScope;
import io.thawline.schedule.Direction;
import io.thawline.task.Evaluation.Score;
import io.thawline.text.TextSample;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;

/**
 * Classifying texts, words or relations by cross-entropy. A sample's score is the mean over its
 * labels.
 *
 * @param model the network that classifies
 * @param options which labels there are, and against which adversary they are learned
 */
public record TextTask(BertOptions model, TextOptions options) implements Task<TextSample> {
  /** The network that classifies, in round states and in the groups. */
  public static final String CLASSIFIER = "classifier";

  @Override
  public Map<String, Network> networks() {
    return Map.of(CLASSIFIER, model.network());
  }

  @Override
  public String mainNetwork() {
    return CLASSIFIER;
  }

  @Override
  public List<Objective<TextSample>> objectives() {
    return List.of(
        new Objective<>(CLASSIFIER, this::loss, options.adversarial().on(Bert.WORD_EMBEDDINGS)));
  }

  /** The mean over the batch's labels. */
  private Loss loss(LoadedNetworks networks, StepScope scope, List<TextSample> samples) {
    TextBatch batch = TextBatch.of(samples);
    float[] ones = new float[model.classes()];
    Arrays.fill(ones, 1);
    NDArray loss =
        Layers.crossEntropy(
            logits(networks, scope, batch).reshape(-1, model.classes()),
            batch.labels(scope, hasTokens()),
            scope.floats(ones, ones.length),
            0);
    return new Loss(loss, Map.of(TRAIN_LOSS, loss));
  }

  /** Whether texts have markers around two entities. */
  public boolean hasMarkers() {
    return model.head() == Head.RELATION;
  }

  /** Whether single words have labels. */
  public boolean hasTokens() {
    return model.head() == Head.TOKEN;
  }

  private NDArray logits(LoadedNetworks networks, StepScope scope, TextBatch batch) {
    NDArray logits =
        Objects.requireNonNull(
            networks.forward(CLASSIFIER, scope, batch.samples(), inputs()).get(Images.LOGITS),
            Images.LOGITS);
    // values that were computed in other batches are as long as those were
    return hasTokens() && logits.getShape().get(1) > batch.length()
        ? logits.get(":, :" + batch.length())
        : logits;
  }

  @Override
  public BatchInputs<TextSample> inputs() {
    return (scope, samples) -> TextBatch.of(samples).inputs(scope, hasMarkers());
  }

  @Override
  public Optional<String> variation() {
    return Optional.empty();
  }

  @Override
  public Evaluation evaluate(LoadedNetworks networks, StepScope scope, List<TextSample> samples) {
    TextBatch batch = TextBatch.of(samples);
    float[] logits = logits(networks, scope, batch).toFloatArray();
    TextTallies tallies = new TextTallies(options.labels(), hasTokens());
    List<Score> scores = new ArrayList<>();
    int row = logits.length / samples.size();
    for (int i = 0; i < samples.size(); i++) {
      double loss = tallies.add(samples.get(i), Arrays.copyOfRange(logits, i * row, (i + 1) * row));
      scores.add(new Score(samples.get(i).id(), loss));
    }
    return new Evaluation(scores, tallies.values());
  }

  /** What the network tells of each text alone, or of its words one by one. */
  public List<List<Likelihoods>> tell(
      LoadedNetworks networks, StepScope scope, List<TextSample> samples) {
    float[] logits = logits(networks, scope, TextBatch.of(samples)).toFloatArray();
    int row = logits.length / samples.size();
    List<List<Likelihoods>> told = new ArrayList<>();
    for (int i = 0; i < samples.size(); i++) {
      List<Likelihoods> rows =
          Likelihoods.ofRows(Arrays.copyOfRange(logits, i * row, (i + 1) * row), model.classes());
      told.add(Arrays.stream(TextBatch.labelled(samples.get(i))).mapToObj(rows::get).toList());
    }
    return told;
  }

  @Override
  public SortedMap<String, Double> metrics(Evaluation evaluation) {
    SortedMap<String, Double> metrics =
        TextTallies.metrics(evaluation.tallies(), model.classes(), hasTokens());
    metrics.put(VAL_LOSS, evaluation.meanLoss());
    return metrics;
  }

  @Override
  public Map<String, Direction> judged() {
    Map<String, Direction> judged = new HashMap<>();
    judged.put(VAL_LOSS, Direction.LOWER);
    judged.put(TextMetrics.ACCURACY, Direction.HIGHER);
    judged.put(TextMetrics.MACRO_F1, Direction.HIGHER);
    if (hasTokens()) {
      judged.put(TextMetrics.ENTITY_F1, Direction.HIGHER);
    }
    return judged;
  }
}
