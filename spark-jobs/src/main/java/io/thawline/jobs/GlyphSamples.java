package io.thawline.jobs;

import io.thawline.cluster.EvaluationJob;
import io.thawline.cluster.SentState;
import io.thawline.cluster.StateSender;
import io.thawline.glyph.GlyphPair;
import io.thawline.report.GlyphGroup;
import io.thawline.report.GlyphRow;
import io.thawline.report.GlyphSheet;
import io.thawline.state.RoundState;
import io.thawline.task.Evaluation;
import io.thawline.task.Evaluation.Score;
import io.thawline.task.FontTask;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Chooses unseen characters by rule, never by eye, and draws them before and after: those with the
 * highest error, those around the median, and some whatever their error, for runs to be compared.
 */
final class GlyphSamples {
  private final RunContext context;
  private final FontTask task;
  private final EvaluationJob<GlyphPair> evaluation;

  GlyphSamples(RunContext context, FontTask task, EvaluationJob<GlyphPair> evaluation) {
    this.context = context;
    this.task = task;
    this.evaluation = evaluation;
  }

  /** What one state makes of the samples. */
  private record Drawn(Map<String, Double> scores, Map<String, byte[]> drawings) {}

  GlyphSheet choose(RoundState before, RoundState after) {
    try (StateSender sender = new StateSender(context.spark(), before);
        SentState sentBefore = sender.send(before);
        SentState sentAfter = sender.send(after)) {
      List<Score> ranked = ranked(evaluation.score(sentAfter));
      List<Score> worst = worst(ranked);
      List<Score> median = median(ranked);
      List<Score> any = any(ranked);
      Set<String> ids =
          Stream.of(worst, median, any)
              .flatMap(List::stream)
              .map(Score::id)
              .collect(Collectors.toSet());
      Drawn old = new Drawn(scores(evaluation.score(sentBefore)), draw(sentBefore, ids));
      Drawn now = new Drawn(scores(ranked), draw(sentAfter, ids));
      Map<String, GlyphPair> pairs = new HashMap<>();
      evaluation.samples(ids).forEach(pair -> pairs.put(pair.id(), pair));
      return new GlyphSheet(
          task.model().imageSize(),
          List.of(
              group("The worst", "The characters with the highest error.", worst, pairs, old, now),
              group(
                  "The median",
                  "The characters around the middle of all, ordered by error.",
                  median,
                  pairs,
                  old,
                  now),
              group(
                  "Across all",
                  "Characters at equal distances in the order of their code points or names, whatever their error: the same for every run on these data.",
                  any,
                  pairs,
                  old,
                  now)));
    }
  }

  private Map<String, byte[]> draw(SentState sent, Set<String> ids) {
    return evaluation.compute(sent, ids, "draw samples", task::draw);
  }

  /** Highest error first; equal errors by id. */
  private static List<Score> ranked(Evaluation evaluation) {
    return evaluation.scores().stream()
        .sorted(Comparator.comparingDouble(Score::loss).reversed().thenComparing(Score::id))
        .toList();
  }

  private List<Score> worst(List<Score> ranked) {
    return ranked.subList(0, Math.min(context.config().report().worst(), ranked.size()));
  }

  private List<Score> median(List<Score> ranked) {
    int count = Math.min(context.config().report().median(), ranked.size());
    int from = (ranked.size() - count) / 2;
    return ranked.subList(from, from + count);
  }

  private List<Score> any(List<Score> ranked) {
    List<Score> byId = ranked.stream().sorted(Comparator.comparing(Score::id)).toList();
    int count = Math.min(context.config().report().median(), byId.size());
    return IntStream.range(0, count).mapToObj(i -> byId.get(i * byId.size() / count)).toList();
  }

  private static Map<String, Double> scores(Evaluation evaluation) {
    return scores(evaluation.scores());
  }

  private static Map<String, Double> scores(List<Score> scores) {
    Map<String, Double> byId = new HashMap<>();
    scores.forEach(score -> byId.put(score.id(), score.loss()));
    return byId;
  }

  private static GlyphGroup group(
      String title,
      String rule,
      List<Score> chosen,
      Map<String, GlyphPair> pairs,
      Drawn before,
      Drawn after) {
    List<GlyphRow> rows = new ArrayList<>();
    for (Score score : chosen) {
      String id = score.id();
      GlyphPair pair = require(pairs, id);
      rows.add(
          new GlyphRow(
              pair.character(),
              pair.source(),
              pair.target(),
              require(before.drawings(), id),
              require(after.drawings(), id),
              require(before.scores(), id),
              require(after.scores(), id)));
    }
    return new GlyphGroup(title, rule, rows);
  }

  private static <T> T require(Map<String, T> map, String id) {
    return Objects.requireNonNull(map.get(id), () -> "no sample " + id);
  }
}
