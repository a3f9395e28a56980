package io.thawline.jobs;

import io.thawline.cluster.ImageReading;
import io.thawline.cluster.ReadImage;
import io.thawline.report.DroppedSample;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.spark.api.java.JavaRDD;

/**
 * The images, or pairs of them, of a run.
 *
 * @param kept what executors keep of them
 */
record ImageParts(ImagePart training, ImagePart validation, Set<JavaRDD<ReadImage>> kept) {
  private static final int NAMED = 5;

  static ImageParts of(
      RunContext context,
      DatasetOptions train,
      JavaRDD<ReadImage> training,
      DatasetOptions other,
      JavaRDD<ReadImage> validation,
      Set<JavaRDD<ReadImage>> kept) {
    ImageReading reading = new ImageReading(context.spark());
    return new ImageParts(
        part(reading, "training", train, training),
        part(reading, "validation", other, validation),
        kept);
  }

  private static ImagePart part(
      ImageReading reading, String name, DatasetOptions source, JavaRDD<ReadImage> images) {
    return new ImagePart(name, source.location(), images, reading.survey(images, name));
  }

  private Stream<ImagePart> both() {
    return Stream.of(training, validation);
  }

  /** Why nothing can be learned from them; see {@link ImagePart#problems}. */
  List<String> problems(String noun, String remedy) {
    return both().flatMap(part -> part.problems(noun, remedy).stream()).distinct().toList();
  }

  List<DroppedSample> dropped() {
    return both().flatMap(part -> part.dropped().stream()).toList();
  }

  /** Tells what training sees apart, whatever the order. */
  List<String> fingerprints() {
    return both().map(part -> part.survey().fingerprint()).toList();
  }

  /** How many there are, and what was left out of them. */
  String summary(String counts) {
    long all = both().mapToLong(part -> part.survey().droppedInAll()).sum();
    if (all == 0) {
      return counts;
    }
    List<String> named =
        both()
            .flatMap(part -> part.survey().dropped().stream())
            .limit(NAMED)
            .map(each -> "%s (%s)".formatted(each.getKey(), each.getValue()))
            .toList();
    String more = all > named.size() ? ", ..." : "";
    return "%s; dropped %d: %s%s".formatted(counts, all, String.join(", ", named), more);
  }

  /** A warning of those that are validated on though they are trained on, if there are any. */
  List<String> shared(RunContext context, String noun) {
    long shared = new ImageReading(context.spark()).shared(training.images(), validation.images());
    return shared == 0
        ? List.of()
        : List.of(
            "warning: %d validation %ss are, pixel by pixel, also trained on; scores are too good by them"
                .formatted(shared, noun));
  }

  /** Lets executors forget them. */
  void release() {
    kept.forEach(JavaRDD::unpersist);
  }

  /** The first of many names. */
  static String shortened(List<String> names) {
    String first = String.join(", ", names.subList(0, Math.min(NAMED, names.size())));
    return names.size() > NAMED ? first + ", ..." : first;
  }
}
