package io.thawline.task;

import ai.djl.ndarray.NDArray;
import io.thawline.image.LabelledImage;
import io.thawline.network.ImageClassifier;
import io.thawline.network.Images;
import io.thawline.network.Network;
import io.thawline.network.NetworkOptions;
import io.thawline.nn.Layers;
import io.thawline.nn.StepScope;
import io.thawline.schedule.Direction;
import io.thawline.task.Evaluation.Score;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Telling which class an image is of. Scores are cross-entropies of the true class, in nats,
 * without smoothing and weights.
 *
 * @param model the network that tells
 * @param options of the training
 * @param weights how much a sample of each class counts while training
 */
public record ImageClassificationTask(
    NetworkOptions model, ImageClassificationOptions options, List<Double> weights)
    implements Task<LabelledImage> {
  /** The network that tells classes, in round states and in the groups. */
  public static final String CLASSIFIER = "classifier";

  /** The name of the metric: the share of right answers. */
  public static final String ACCURACY = "accuracy";

  /** The name of the metric: the mean of the classes' F1. */
  public static final String MACRO_F1 = "macro_f1";

  /**
   * The task for a network that takes images to classes.
   *
   * @throws IllegalArgumentException when the weights are not as many as the classes
   */
  public ImageClassificationTask {
    weights = List.copyOf(weights);
    int classes = ImageClassifier.of(model).map(ImageClassifier::classes).orElse(0);
    if (weights.isEmpty() || weights.size() != classes) {
      throw new IllegalArgumentException(
          "%d class weights for %d classes".formatted(weights.size(), classes));
    }
  }

  /** What the network takes and tells. */
  public ImageClassifier classifier() {
    return ImageClassifier.of(model).orElseThrow();
  }

  /** What becomes of pixels of 0 to 1 before the network sees them, a number a channel. */
  public NormaliseOptions normalise() {
    return options.normalise().forChannels(classifier().channels());
  }

  @Override
  public Map<String, Network> networks() {
    return Map.of(CLASSIFIER, model.network());
  }

  @Override
  public String mainNetwork() {
    return CLASSIFIER;
  }

  @Override
  public List<Objective<LabelledImage>> objectives() {
    return List.of(new Objective<>(CLASSIFIER, this::loss));
  }

  private Loss loss(LoadedNetworks networks, StepScope scope, List<LabelledImage> batch) {
    NDArray logits =
        options.augment().isNone()
            ? logits(networks, scope, batch)
            : logits(networks.forward(CLASSIFIER, augmented(scope, batch)));
    NDArray labels = ImageInputs.labels(scope, batch);
    NDArray plain = Layers.crossEntropy(logits, labels, ones(scope), 0);
    NDArray loss =
        isPlain()
            ? plain
            : Layers.crossEntropy(logits, labels, floats(scope, weights), options.labelSmoothing());
    return new Loss(loss, Map.of(TRAIN_LOSS, plain));
  }

  private Map<String, NDArray> augmented(StepScope scope, List<LabelledImage> batch) {
    return Map.of(
        Images.IMAGE, images().augmented(scope, batch, new Augmentation(options.augment())));
  }

  @Override
  public BatchInputs<LabelledImage> inputs() {
    return (scope, batch) -> Map.of(Images.IMAGE, images().plain(scope, batch));
  }

  @Override
  public Optional<String> variation() {
    return options.augment().isNone()
        ? Optional.empty()
        : Optional.of("task.augment changes each image anew");
  }

  private boolean isPlain() {
    return options.labelSmoothing() == 0 && weights.stream().allMatch(weight -> weight == 1);
  }

  private NDArray ones(StepScope scope) {
    return floats(scope, Collections.nCopies(weights.size(), 1.0));
  }

  private static NDArray floats(StepScope scope, List<Double> values) {
    float[] floats = new float[values.size()];
    for (int i = 0; i < floats.length; i++) {
      floats[i] = values.get(i).floatValue();
    }
    return scope.floats(floats, floats.length);
  }

  @Override
  public Evaluation evaluate(LoadedNetworks networks, StepScope scope, List<LabelledImage> batch) {
    List<Likelihoods> told = tell(networks, scope, batch);
    List<Score> scores = new ArrayList<>();
    for (int i = 0; i < batch.size(); i++) {
      scores.add(new Score(batch.get(i).id(), told.get(i).loss(batch.get(i).label())));
    }
    ClassTallies tallies =
        ClassTallies.of(
            weights.size(),
            batch.stream().map(LabelledImage::label).toList(),
            told.stream().map(Likelihoods::answer).toList());
    return new Evaluation(scores, tallies.sums());
  }

  @Override
  public SortedMap<String, Double> metrics(Evaluation evaluation) {
    ClassTallies tallies = ClassTallies.of(evaluation.tallies());
    return new TreeMap<>(
        Map.of(
            VAL_LOSS, evaluation.meanLoss(),
            ACCURACY, tallies.accuracy(),
            MACRO_F1, tallies.macroF1()));
  }

  @Override
  public Map<String, Direction> judged() {
    return Map.of(
        VAL_LOSS, Direction.LOWER, ACCURACY, Direction.HIGHER, MACRO_F1, Direction.HIGHER);
  }

  /** What the network tells of each image, in the batch's order. */
  public List<Likelihoods> tell(
      LoadedNetworks networks, StepScope scope, List<LabelledImage> batch) {
    return Likelihoods.ofRows(logits(networks, scope, batch).toFloatArray(), weights.size());
  }

  private ImageInputs images() {
    return new ImageInputs(classifier(), normalise());
  }

  private NDArray logits(LoadedNetworks networks, StepScope scope, List<LabelledImage> batch) {
    return logits(networks.forward(CLASSIFIER, scope, batch, inputs()));
  }

  private static NDArray logits(Map<String, NDArray> outputs) {
    return Objects.requireNonNull(outputs.get(Images.LOGITS), Images.LOGITS);
  }
}
