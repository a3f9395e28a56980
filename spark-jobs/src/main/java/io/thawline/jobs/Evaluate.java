package io.thawline.jobs;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.thawline.cluster.EvaluationJob;
import io.thawline.cluster.Labels;
import io.thawline.sample.Sample;
import io.thawline.task.Evaluation;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;

/** Scores a handed-over network on samples with labels, or with glyphs to compare with. */
public final class Evaluate {
  private static final String FILE = "evaluation.json";

  private final UseContext context;

  public Evaluate(UseContext context) {
    this.context = context;
  }

  /**
   * Scores it and writes {@value #FILE}.
   *
   * @throws io.thawline.errors.UserException one line a problem
   */
  public void run() {
    run(Answers.of(context));
  }

  private <S extends Sample> void run(Answers<S> answers) {
    EvaluationJob<S> job = context.job(answers.task(), answers.samples(Labels.NEEDED));
    context.progress().stage("Evaluating");
    Evaluation evaluation = context.withWeights(answers.task(), job::score);
    SortedMap<String, Double> metrics = answers.task().metrics(evaluation);
    context.store().writeFile(FILE, json(evaluation.scores().size(), metrics));
    context.progress().finished(lines(evaluation.scores().size(), metrics));
  }

  private static byte[] json(int samples, SortedMap<String, Double> metrics) {
    try {
      return new ObjectMapper()
          .writerWithDefaultPrettyPrinter()
          .writeValueAsBytes(Map.of("samples", samples, "metrics", metrics));
    } catch (JsonProcessingException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  private List<String> lines(int samples, SortedMap<String, Double> metrics) {
    List<String> lines = new ArrayList<>();
    metrics.forEach(
        (name, value) ->
            lines.add(String.format(Locale.ROOT, "%-20s%.4f", name.replace('_', ' '), value)));
    lines.add("samples             " + samples);
    lines.add("scores  " + context.place(FILE));
    return lines;
  }
}
