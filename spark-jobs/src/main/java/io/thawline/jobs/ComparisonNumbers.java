package io.thawline.jobs;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.thawline.report.Comparison;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * A comparison for programs and for the console.
 *
 * @param metric that it is made by
 */
record ComparisonNumbers(Comparison comparison, String metric) {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** All numbers of the page, as JSON. */
  byte[] json() {
    Map<String, Object> numbers = new LinkedHashMap<>();
    numbers.put("metric", metric);
    numbers.put("better", comparison.measure().better().words());
    numbers.put("budget_samples", comparison.budget());
    numbers.put("target", comparison.target());
    numbers.put("remarks", comparison.allRemarks());
    List<Map<String, Object>> arms = new ArrayList<>();
    for (int i = 0; i < comparison.arms().size(); i++) {
      Map<String, Object> arm = arm(comparison.results().get(i));
      arm.put("runs", comparison.arms().get(i).runs());
      arms.add(arm);
    }
    numbers.put("arms", arms);
    try {
      return JSON.writeValueAsBytes(numbers);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Map<String, Object> arm(Comparison.Result result) {
    Map<String, Object> arm = new LinkedHashMap<>();
    arm.put("arm", result.name());
    arm.put("best_mean", result.best());
    arm.put("best_deviation", result.spread());
    arm.put("change", result.change());
    result.samplesToTarget().ifPresent(samples -> arm.put("samples_to_target", samples));
    arm.put("seconds", result.seconds());
    return arm;
  }

  /** The table, and what there is to say of it. */
  List<String> lines() {
    List<String> lines = new ArrayList<>();
    lines.add("best %s within %d samples".formatted(metric, comparison.budget()));
    comparison.results().forEach(result -> lines.add(line(result)));
    lines.addAll(comparison.allRemarks());
    return lines;
  }

  private String line(Comparison.Result result) {
    return String.format(
        Locale.ROOT,
        "%-40s %.4f +- %.4f (%+.1f %%), %s samples to %.4f, %.1f s",
        result.name(),
        result.best(),
        result.spread(),
        100 * result.change(),
        result.samplesToTarget().isPresent()
            ? Long.toString(result.samplesToTarget().getAsLong())
            : "no number of",
        comparison.target(),
        result.seconds());
  }
}
