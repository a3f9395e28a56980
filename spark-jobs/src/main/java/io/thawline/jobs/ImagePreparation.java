package io.thawline.jobs;

import io.thawline.cluster.ImageReading;
import io.thawline.cluster.Labels;
import io.thawline.cluster.ReadImage;
import io.thawline.errors.InputRefusedException;
import io.thawline.image.ImageDecoder;
import io.thawline.image.LabelledImage;
import io.thawline.io.Sha256;
import io.thawline.network.ImageClassifier;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.regex.Pattern;

/** Decodes the images of a run, and refuses those that the network cannot learn from. */
final class ImagePreparation {
  /** Counts up whenever images are decoded differently. */
  private static final String CONVENTION = "1";

  private static final int FINGERPRINT_DIGITS = 16;
  private static final int NAMED = 5;
  private static final String REMEDY =
      "name a folder with a sub-folder of images a class, or a table with data.columns, or change where";
  private static final Pattern NUMBER = Pattern.compile("\\d{1,18}");

  private final RunContext context;
  private final ImageData data;
  private final ImageClassifier classifier;

  ImagePreparation(RunContext context, ImageData data, ImageClassifier classifier) {
    this.context = context;
    this.data = data;
    this.classifier = classifier;
  }

  /**
   * The images of the run.
   *
   * @throws InputRefusedException naming every reason why they cannot be learned from
   */
  ImageSet images() {
    context.progress().stage("Decoding images");
    ImageTables tables = new ImageTables(context.session(), data.columns(), Labels.NEEDED);
    ImageDecoder decoder = new ImageDecoder(classifier.channels(), classifier.imageSize());
    ImageParts parts =
        data.division()
            .read(
                context,
                (source, key) ->
                    new ImageReading(context.spark()).read(tables.open(source, key), decoder));
    List<String> problems = new ArrayList<>(parts.problems("image", REMEDY));
    problems.addAll(unknown(parts.training(), parts.validation()));
    problems.addAll(otherClasses(parts.training()));
    if (!problems.isEmpty()) {
      throw new InputRefusedException(problems);
    }
    return set(parts);
  }

  /** In the order of text, or of numbers if all are. */
  private static List<String> labels(ImagePart part) {
    Set<String> labels = part.survey().counts().keySet();
    return labels.stream().allMatch(label -> NUMBER.matcher(label).matches())
        ? labels.stream().sorted(Comparator.comparingLong(Long::parseLong)).toList()
        : List.copyOf(labels);
  }

  private static List<String> unknown(ImagePart training, ImagePart validation) {
    return training.survey().count() == 0
        ? List.of()
        : labels(validation).stream()
            .filter(label -> !labels(training).contains(label))
            .map(
                label ->
                    "%s has the label %s (such as %s), which no training image has: the classes are %s. Leave it out with data.validation.where, or add training images of it."
                        .formatted(
                            validation.location(),
                            label,
                            validation.survey().example(label),
                            ImageParts.shortened(labels(training))))
            .limit(NAMED)
            .toList();
  }

  private List<String> otherClasses(ImagePart training) {
    int labels = labels(training).size();
    return labels == 0 || labels == classifier.classes()
        ? List.of()
        : List.of(
            "%s has %d classes (%s), and the network's head tells %d apart: set model.classes (of a composed network the last layer's out) to %d, or leave labels out with data.train.where."
                .formatted(
                    training.location(),
                    labels,
                    ImageParts.shortened(labels(training)),
                    classifier.classes(),
                    labels));
  }

  private ImageSet set(ImageParts parts) {
    List<String> labels = labels(parts.training());
    String summary =
        parts.summary(
            "%d training and %d validation images of %d classes"
                .formatted(
                    parts.training().survey().count(),
                    parts.validation().survey().count(),
                    labels.size()));
    context.progress().note(summary);
    parts.shared(context, "image").forEach(context.progress()::note);
    PreparedData<LabelledImage> prepared =
        new PreparedData<>(
            fingerprint(parts),
            summary,
            labelled(parts.training(), labels),
            labelled(parts.validation(), labels),
            parts.dropped());
    SortedMap<String, Long> counts = parts.training().survey().counts();
    return new ImageSet(
        prepared, labels, labels.stream().map(label -> counts.getOrDefault(label, 0L)).toList());
  }

  private String fingerprint(ImageParts parts) {
    String text = CONVENTION + "\n" + classifier + "\n" + String.join("\n", parts.fingerprints());
    return Sha256.hex(text.getBytes(StandardCharsets.UTF_8)).substring(0, FINGERPRINT_DIGITS);
  }

  private static PreparedData.Part<LabelledImage> labelled(ImagePart part, List<String> labels) {
    HashMap<String, Integer> numbers = new HashMap<>();
    labels.forEach(label -> numbers.put(label, numbers.size()));
    return new PreparedData.Part<>(
        part.survey().content(),
        part.location(),
        part.survey().count(),
        () ->
            part.images()
                .filter(ReadImage::isRead)
                .map(
                    image ->
                        new LabelledImage(
                            image.id(), numbers.getOrDefault(image.label(), -1), image.planes())),
        "It changed while it was read: start again when it rests.");
  }
}
