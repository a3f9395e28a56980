package io.thawline.jobs;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.thawline.cluster.Labels;
import io.thawline.cluster.TextEncoding;
import io.thawline.cluster.TextEncoding.Contents;
import io.thawline.cluster.TextSource;
import io.thawline.errors.InputRefusedException;
import io.thawline.io.Sha256;
import io.thawline.task.TextTask;
import io.thawline.text.TextRules;
import io.thawline.text.TextSample;
import io.thawline.text.TokenizerFile;
import java.util.List;

/**
 * Tokenizes the texts of a run into its directory, once: what is there already is reused, also
 * where the files or tables that it came from have changed since.
 */
final class TextPreparation {
  /** Counts up whenever texts are encoded differently. */
  private static final String CONVENTION = "1";

  private static final int FINGERPRINT_DIGITS = 16;
  private static final String TRAINING = "/training.parquet";
  private static final String VALIDATION = "/validation.parquet";

  private final RunContext context;
  private final TextTask task;
  private final TextData data;
  private final byte[] tokenizer;

  TextPreparation(RunContext context, TextTask task, TextData data, TokenizerFile tokenizer) {
    this.context = context;
    this.task = task;
    this.data = data;
    this.tokenizer = tokenizer.json().getBytes(UTF_8);
  }

  /** What lies in the run directory. */
  record Prepared(Contents training, Contents validation) {}

  PreparedData<TextSample> texts() {
    context.progress().stage("Tokenizing texts");
    String directory = "prepared/" + digest(description());
    PreparedFile<Prepared> file =
        new PreparedFile<>(
            context.store(), directory + "/prepared.json", Prepared.class, "the texts tokenized");
    Prepared prepared = file.read().orElseGet(() -> file.write(write(directory)));
    requireNotEmpty("train", prepared.training());
    requireNotEmpty("validation", prepared.validation());
    String summary =
        "%d training and %d validation texts"
            .formatted(prepared.training().count(), prepared.validation().count());
    context.progress().note(summary);
    return new PreparedData<>(
        digest(description() + prepared.training().digest() + "|" + prepared.validation().digest()),
        summary,
        part(directory + TRAINING, prepared.training()),
        part(directory + VALIDATION, prepared.validation()),
        List.of());
  }

  private static String digest(String text) {
    return Sha256.hex(text.getBytes(UTF_8)).substring(0, FINGERPRINT_DIGITS);
  }

  private String description() {
    return String.join(
        "\n",
        CONVENTION,
        Sha256.hex(tokenizer),
        task.options().kind().name(),
        rules(task).toString(),
        data.columns().toString(),
        data.train().description(),
        data.validation().description());
  }

  /** What texts of a task may be. */
  static TextRules rules(TextTask task) {
    boolean marked = task.hasMarkers();
    return new TextRules(
        task.options().labels(),
        marked ? task.options().markers() : List.of(),
        task.model().maxPositions(),
        task.model().vocabularySize());
  }

  private Prepared write(String directory) {
    return new Prepared(
        write("data.train", data.train(), directory + TRAINING),
        write("data.validation", data.validation(), directory + VALIDATION));
  }

  private Contents write(String key, TextSource source, String part) {
    TextEncoding encoding =
        new TextEncoding(
            context.session(),
            task.options(),
            data.columns(),
            rules(task),
            tokenizer,
            Labels.NEEDED);
    return encoding.write(
        key, source, context.place(part), PairPreparation.writing(context.store()));
  }

  private static void requireNotEmpty(String key, Contents contents) {
    if (contents.count() == 0) {
      throw new InputRefusedException(
          "data.%s gives no text: check its path or table, and where.".formatted(key));
    }
  }

  private PreparedData.Part<TextSample> part(String directory, Contents contents) {
    return PreparedData.Part.inRun(
        context, contents.given(), directory, contents.count(), TextEncoding::read, "tokenized");
  }
}
