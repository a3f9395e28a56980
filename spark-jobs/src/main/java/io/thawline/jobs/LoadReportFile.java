package io.thawline.jobs;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectWriter;
import io.thawline.errors.RunFailedException;
import io.thawline.report.LoadGroup;
import io.thawline.report.LoadSection;
import io.thawline.storage.RunStore;
import io.thawline.transfer.LoadReport;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/** {@code load_report.json}: written when the checkpoint is loaded, read for every report. */
final class LoadReportFile {
  private static final String NAME = "load_report.json";
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final ObjectWriter WRITER = JSON.writerWithDefaultPrettyPrinter();

  private final JsonNode report;

  private LoadReportFile(JsonNode report) {
    this.report = report;
  }

  /**
   * Writes the report.
   *
   * @param identityProof how the network was compared with the checkpoint's; empty when it was not
   */
  static void write(RunStore store, LoadReport report, Map<String, Object> identityProof) {
    Map<String, Object> all = new LinkedHashMap<>(report.asMap());
    if (!identityProof.isEmpty()) {
      all.put("identity_proof", new TreeMap<>(identityProof));
    }
    store.writeFile(NAME, out -> out.write(WRITER.writeValueAsBytes(all)));
  }

  /** Writes the report of a network that learns beside the main one, such as the discriminator. */
  static void writeBeside(RunStore store, String network, LoadReport report) {
    store.writeFile(
        "load_report_%s.json".formatted(network),
        out -> out.write(WRITER.writeValueAsBytes(report.asMap())));
  }

  /**
   * The report of a run.
   *
   * @throws RunFailedException when it is missing or no JSON
   */
  static LoadReportFile read(RunStore store) {
    byte[] bytes =
        store
            .readFile(NAME)
            .orElseThrow(() -> new RunFailedException(damaged(store, "it is missing")));
    try {
      return new LoadReportFile(JSON.readTree(bytes));
    } catch (IOException e) {
      throw new RunFailedException(damaged(store, "it is no JSON"), e);
    }
  }

  private static String damaged(RunStore store, String why) {
    return "Cannot read %s in %s: %s. Restore it, or begin anew with --fresh."
        .formatted(NAME, store.location(), why);
  }

  String sha256() {
    return report.path("sha256").asText();
  }

  /** The report as a page shows it. */
  LoadSection section() {
    List<LoadGroup> groups = new ArrayList<>();
    for (LoadReport.Status status : LoadReport.Status.values()) {
      List<JsonNode> tensors =
          StreamSupport.stream(report.path("tensors").spliterator(), false)
              .filter(tensor -> tensor.path("status").asText().equals(status.word()))
              .toList();
      groups.add(
          new LoadGroup(
              title(status.word()),
              status.meaning(),
              status.isUsual(),
              tensors.stream().mapToLong(LoadReportFile::elements).sum(),
              tensors.stream().map(LoadReportFile::label).toList()));
    }
    return new LoadSection(
        report.path("source").asText(), report.path("format").asText(), sha256(), groups);
  }

  private static String title(String word) {
    return word.substring(0, 1).toUpperCase(Locale.ROOT) + word.substring(1);
  }

  private static long elements(JsonNode tensor) {
    long elements = 1;
    for (JsonNode dim : tensor.path("shape")) {
      elements *= dim.asLong();
    }
    return elements;
  }

  private static String label(JsonNode tensor) {
    String shape =
        StreamSupport.stream(tensor.path("shape").spliterator(), false)
            .map(JsonNode::asText)
            .collect(Collectors.joining(", ", " (", ")"));
    String origin = tensor.path("origin").asText();
    String note = tensor.path("note").asText();
    return tensor.path("name").asText()
        + shape
        + (origin.isEmpty() ? "" : " from " + origin)
        + (note.isEmpty() ? "" : ", " + note);
  }
}
