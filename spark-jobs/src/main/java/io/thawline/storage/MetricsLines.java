package io.thawline.storage;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.stream.Collectors;

/** {@code metrics.jsonl}: one JSON object a line, one line a round, in order. */
final class MetricsLines {
  private MetricsLines() {}

  static String of(List<Manifest> rounds) {
    return rounds.stream()
        .filter(manifest -> manifest.round() > 0)
        .map(manifest -> line(manifest) + "\n")
        .collect(Collectors.joining());
  }

  private static ObjectNode line(Manifest manifest) {
    ObjectNode line =
        JsonNodeFactory.instance
            .objectNode()
            .put("round", manifest.round())
            .put("phase", manifest.record().phase())
            .put("step", manifest.position().step())
            .put("samples", manifest.position().samples());
    for (String metric : Manifest.REPORTED) {
      line.put(metric, manifest.record().metrics().get(metric));
    }
    manifest
        .record()
        .metrics()
        .forEach(
            (name, value) -> {
              if (!Manifest.REPORTED.contains(name)) {
                put(line, name, value);
              }
            });
    return line;
  }

  private static void put(ObjectNode line, String name, double value) {
    if (value == Math.rint(value)) {
      line.put(name, (long) value);
    } else {
      line.put(name, value);
    }
  }
}
