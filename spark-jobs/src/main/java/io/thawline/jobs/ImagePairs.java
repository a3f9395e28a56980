package io.thawline.jobs;

import io.thawline.cluster.Labels;
import io.thawline.cluster.PairFiles;
import io.thawline.cluster.PairReading;
import io.thawline.cluster.ReadImage;
import io.thawline.errors.InputRefusedException;
import io.thawline.glyph.GlyphPair;
import io.thawline.io.Sha256;
import io.thawline.network.UNetOptions;
import io.thawline.report.DroppedSample;
import io.thawline.report.Fact;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.spark.api.java.JavaRDD;
import org.jspecify.annotations.Nullable;

/**
 * Images of glyph pairs, decoded into the run directory, once: what is there already is reused,
 * also where the files or tables that it came from have changed since.
 */
final class ImagePairs implements GlyphPairs {
  /** Counts up whenever pairs are decoded differently. */
  private static final String CONVENTION = "1";

  private static final int FINGERPRINT_DIGITS = 16;
  private static final int NAMED = 5;
  private static final String TRAINING = "/training.parquet";
  private static final String VALIDATION = "/validation.parquet";
  private static final String REMEDY =
      "name a folder of images with two glyphs side by side, or a table with data.columns, or change where";

  private final RunContext context;
  private final PairData data;
  private final UNetOptions model;
  private @Nullable Prepared prepared;

  ImagePairs(RunContext context, PairData data, UNetOptions model) {
    this.context = context;
    this.data = data;
    this.model = model;
  }

  /**
   * What lies in the run directory.
   *
   * @param fingerprint of all pairs
   * @param trainingFiles tells the files of the training pairs from others
   * @param validationFiles likewise
   * @param styles how many pairs train each row of the style embedding
   * @param warnings for the one who waits, at every start
   */
  record Prepared(
      String fingerprint,
      String trainingFiles,
      String validationFiles,
      String summary,
      long training,
      long validation,
      SortedMap<Integer, Long> styles,
      List<String> warnings,
      List<DroppedSample> dropped) {}

  @Override
  public PreparedData<GlyphPair> prepare() {
    context.progress().stage("Decoding glyph pairs");
    String directory = "prepared/" + digest(description());
    PreparedFile<Prepared> file =
        new PreparedFile<>(
            context.store(), directory + "/prepared.json", Prepared.class, "the pairs decoded");
    Prepared found = file.read().orElseGet(() -> file.write(decoded(directory)));
    prepared = found;
    context.progress().note(found.summary());
    found.warnings().forEach(context.progress()::note);
    return new PreparedData<>(
        digest(String.join("\n", CONVENTION, glyphs(), found.fingerprint())),
        found.summary(),
        part(found.trainingFiles(), directory + TRAINING, found.training()),
        part(found.validationFiles(), directory + VALIDATION, found.validation()),
        found.dropped());
  }

  private String glyphs() {
    return "%d styles, %d pixels".formatted(model.styles(), model.imageSize());
  }

  private static String digest(String text) {
    return Sha256.hex(text.getBytes(StandardCharsets.UTF_8)).substring(0, FINGERPRINT_DIGITS);
  }

  private String description() {
    return String.join(
        "\n",
        CONVENTION,
        glyphs(),
        data.division().toString(),
        data.columns().toString(),
        Integer.toString(data.style()),
        data.otherSizes().name());
  }

  private PreparedData.Part<GlyphPair> part(String content, String directory, long count) {
    return PreparedData.Part.inRun(context, content, directory, count, PairFiles::read, "decoded");
  }

  private Prepared decoded(String directory) {
    PairTables tables =
        new PairTables(
            context.session(),
            data.columns(),
            data.style(),
            false,
            model.imageSize(),
            data.otherSizes(),
            Labels.NEEDED);
    ImageParts parts = data.division().read(context, tables::read);
    List<String> problems = new ArrayList<>(parts.problems("pair", REMEDY));
    problems.addAll(unknownStyles(parts));
    if (!problems.isEmpty()) {
      throw new InputRefusedException(problems);
    }
    List<String> warnings = new ArrayList<>(parts.shared(context, "pair"));
    warnings.addAll(untrained(parts));
    write(parts.training().images(), directory + TRAINING);
    write(parts.validation().images(), directory + VALIDATION);
    parts.release();
    return prepared(parts, warnings);
  }

  private List<String> unknownStyles(ImageParts parts) {
    Map<String, String> problems = new TreeMap<>();
    for (ImagePart part : List.of(parts.validation(), parts.training())) {
      part.survey()
          .counts()
          .keySet()
          .forEach(style -> problems.put(style, unknownStyle(part, style)));
    }
    problems.keySet().removeIf(style -> TrainedStyles.isBelow(style, model.styles()));
    return problems.values().stream().limit(NAMED).toList();
  }

  private String unknownStyle(ImagePart part, String style) {
    return "%s has the style %s (such as %s), and the network has %d of them, from 0: raise model.styles, give other numbers, or leave it out with where."
        .formatted(part.location(), style, part.survey().example(style), model.styles());
  }

  private static List<String> untrained(ImageParts parts) {
    List<String> untrained = new ArrayList<>(parts.validation().survey().counts().keySet());
    untrained.removeAll(parts.training().survey().counts().keySet());
    return untrained.isEmpty()
        ? List.of()
        : List.of(
            "warning: no training pair has the styles %s, which are validated on"
                .formatted(ImageParts.shortened(untrained)));
  }

  private void write(JavaRDD<ReadImage> images, String part) {
    PairReading.write(
        context.session(), images, context.place(part), PairPreparation.writing(context.store()));
  }

  private static Prepared prepared(ImageParts parts, List<String> warnings) {
    SortedMap<Integer, Long> styles = new TreeMap<>();
    parts
        .training()
        .survey()
        .counts()
        .forEach((style, count) -> styles.put(Integer.valueOf(style), count));
    long training = parts.training().survey().count();
    long validation = parts.validation().survey().count();
    String counts =
        "%d training and %d validation pairs of %d styles"
            .formatted(training, validation, styles.size());
    return new Prepared(
        String.join("|", parts.fingerprints()),
        parts.training().survey().content(),
        parts.validation().survey().content(),
        parts.summary(counts),
        training,
        validation,
        styles,
        warnings,
        parts.dropped());
  }

  private Prepared prepared() {
    if (prepared == null) {
      throw new IllegalStateException("the pairs are not prepared");
    }
    return prepared;
  }

  @Override
  public List<Integer> styles() {
    return prepared().styles().keySet().stream().sorted(Comparator.naturalOrder()).toList();
  }

  @Override
  public Map<String, Object> convention() {
    return Map.of("placed", "as in the images that were given");
  }

  @Override
  public String title() {
    return "Glyph pairs of " + TaskReport.fileName(data.train().location());
  }

  @Override
  public List<Fact> facts() {
    return List.of(
        new Fact("Pairs", data.train().location()),
        new Fact(
            "Training pairs of each style",
            prepared().styles().entrySet().stream()
                .map(style -> "%d: %d".formatted(style.getKey(), style.getValue()))
                .collect(Collectors.joining(", "))));
  }
}
