package io.thawline.jobs;

import io.thawline.cluster.ImageReading;
import io.thawline.cluster.ImageSurvey;
import io.thawline.cluster.Labels;
import io.thawline.cluster.ReadImage;
import io.thawline.errors.InputRefusedException;
import io.thawline.image.ImageDecoder;
import io.thawline.image.LabelledImage;
import io.thawline.io.Sha256;
import io.thawline.network.ImageClassifier;
import io.thawline.report.DroppedSample;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.spark.api.java.JavaRDD;

/** Decodes the images of a run, and refuses those that the network cannot learn from. */
final class ImagePreparation {
  /** Counts up whenever images are decoded differently. */
  private static final String CONVENTION = "1";

  private static final int FINGERPRINT_DIGITS = 16;
  private static final int NAMED = 5;
  private static final Pattern NUMBER = Pattern.compile("\\d{1,18}");

  private final RunContext context;
  private final ImageData data;
  private final ImageClassifier classifier;
  private final ImageReading reading;

  ImagePreparation(RunContext context, ImageData data, ImageClassifier classifier) {
    this.context = context;
    this.data = data;
    this.classifier = classifier;
    this.reading = new ImageReading(context.spark());
  }

  /** One part of the images, with its labels in the order of text, or of numbers if all are. */
  private record Part(String name, String location, JavaRDD<ReadImage> images, ImageSurvey survey) {
    List<String> labels() {
      Set<String> labels = survey.counts().keySet();
      return labels.stream().allMatch(label -> NUMBER.matcher(label).matches())
          ? labels.stream().sorted(Comparator.comparingLong(Long::parseLong)).toList()
          : List.copyOf(labels);
    }
  }

  /**
   * The images of the run.
   *
   * @throws InputRefusedException naming every reason why they cannot be learned from
   */
  ImageSet images() {
    context.progress().stage("Decoding images");
    ImageTables tables = new ImageTables(context.session(), data.columns(), Labels.NEEDED);
    JavaRDD<ReadImage> train = read(tables, data.train(), "data.train");
    double share = data.validationShare();
    DatasetOptions other = share > 0 ? data.train() : data.validationSource();
    Part training = part("training", data.train(), share > 0 ? hashed(train, share, false) : train);
    Part validation =
        part(
            "validation",
            other,
            share > 0 ? hashed(train, share, true) : read(tables, other, "data.validation"));
    List<String> problems = new ArrayList<>(problems(training));
    problems.addAll(problems(validation));
    problems.addAll(unknown(training, validation));
    problems.addAll(otherClasses(training));
    if (!problems.isEmpty()) {
      throw new InputRefusedException(problems);
    }
    return set(training, validation);
  }

  private JavaRDD<ReadImage> read(ImageTables tables, DatasetOptions source, String key) {
    ImageDecoder decoder = new ImageDecoder(classifier.channels(), classifier.imageSize());
    return reading.read(tables.open(source, key), decoder);
  }

  private Part part(String name, DatasetOptions source, JavaRDD<ReadImage> images) {
    return new Part(name, source.location(), images, reading.survey(images, name));
  }

  /** Those whose hash is below a share of all hashes, or the others. */
  private static JavaRDD<ReadImage> hashed(JavaRDD<ReadImage> all, double share, boolean below) {
    return all.filter(image -> isBelow(image.id(), share) == below);
  }

  private static boolean isBelow(String id, double share) {
    byte[] hash = Sha256.digest().digest(id.getBytes(StandardCharsets.UTF_8));
    return (ByteBuffer.wrap(hash).getInt() & 0xffffffffL) < share * (1L << Integer.SIZE);
  }

  private static List<String> problems(Part part) {
    List<String> problems = new ArrayList<>();
    if (part.survey().count() == 0) {
      String dropped =
          part.survey().dropped().stream()
              .findFirst()
              .map(
                  first ->
                      "; the first that was dropped, %s, %s"
                          .formatted(first.getKey(), first.getValue()))
              .orElse("");
      problems.add(
          "%s holds no %s image%s: name a folder with a sub-folder of images a class, or a table with data.columns, or change where."
              .formatted(part.location(), part.name(), dropped));
    }
    part.survey()
        .repeated()
        .forEach(
            id ->
                problems.add(
                    "%s has several images with the id %s: name another column in data.columns.id, or give the files different names."
                        .formatted(part.location(), id)));
    return problems;
  }

  private static List<String> unknown(Part training, Part validation) {
    return training.survey().count() == 0
        ? List.of()
        : validation.labels().stream()
            .filter(label -> !training.labels().contains(label))
            .map(
                label ->
                    "%s has the label %s (such as %s), which no training image has: the classes are %s. Leave it out with data.validation.where, or add training images of it."
                        .formatted(
                            validation.location(),
                            label,
                            validation.survey().example(label),
                            shortened(training.labels())))
            .limit(NAMED)
            .toList();
  }

  private List<String> otherClasses(Part training) {
    int labels = training.labels().size();
    return labels == 0 || labels == classifier.classes()
        ? List.of()
        : List.of(
            "%s has %d classes (%s), and the network's head tells %d apart: set model.classes (of a composed network the last layer's out) to %d, or leave labels out with data.train.where."
                .formatted(
                    training.location(),
                    labels,
                    shortened(training.labels()),
                    classifier.classes(),
                    labels));
  }

  private static String shortened(List<String> labels) {
    String first = String.join(", ", labels.subList(0, Math.min(NAMED, labels.size())));
    return labels.size() > NAMED ? first + ", ..." : first;
  }

  private ImageSet set(Part training, Part validation) {
    List<String> labels = training.labels();
    String summary = summary(training, validation);
    context.progress().note(summary);
    warnOfShared(training, validation);
    PreparedData<LabelledImage> prepared =
        new PreparedData<>(
            fingerprint(training, validation),
            summary,
            labelled(training, labels),
            labelled(validation, labels),
            Stream.of(training, validation).flatMap(part -> dropped(part).stream()).toList());
    return new ImageSet(prepared, labels, List.copyOf(training.survey().counts().values()));
  }

  private void warnOfShared(Part training, Part validation) {
    long shared = reading.shared(training.images(), validation.images());
    if (shared > 0) {
      context
          .progress()
          .note(
              "warning: %d validation images are, pixel by pixel, also trained on; scores are too good by them"
                  .formatted(shared));
    }
  }

  private String fingerprint(Part training, Part validation) {
    String text =
        String.join(
            "\n",
            CONVENTION,
            classifier.toString(),
            training.survey().fingerprint(),
            validation.survey().fingerprint());
    return Sha256.hex(text.getBytes(StandardCharsets.UTF_8)).substring(0, FINGERPRINT_DIGITS);
  }

  private static PreparedData.Part<LabelledImage> labelled(Part part, List<String> labels) {
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

  private static List<DroppedSample> dropped(Part part) {
    List<DroppedSample> named = new ArrayList<>();
    for (Map.Entry<String, String> each : part.survey().dropped()) {
      named.add(new DroppedSample(each.getKey(), each.getValue()));
    }
    long more = part.survey().droppedInAll() - named.size();
    if (more > 0) {
      named.add(new DroppedSample("%d more".formatted(more), "could not be read either"));
    }
    return Collections.unmodifiableList(named);
  }

  private static String summary(Part training, Part validation) {
    String counts =
        String.format(
            Locale.ROOT,
            "%d training and %d validation images of %d classes",
            training.survey().count(),
            validation.survey().count(),
            training.labels().size());
    long all = training.survey().droppedInAll() + validation.survey().droppedInAll();
    if (all == 0) {
      return counts;
    }
    List<String> named =
        Stream.of(training, validation)
            .flatMap(part -> part.survey().dropped().stream())
            .limit(NAMED)
            .map(each -> "%s (%s)".formatted(each.getKey(), each.getValue()))
            .toList();
    String more = all > named.size() ? ", ..." : "";
    return "%s; dropped %d: %s%s".formatted(counts, all, String.join(", ", named), more);
  }
}
