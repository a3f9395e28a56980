package io.thawline.inspect;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.thawline.checkpoint.Checkpoint;
import io.thawline.tensor.HostTensor;
import io.thawline.tensor.StateDict;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/** What a checkpoint holds, for people and for programs. */
public final class Inspection {
  private static final List<String> NAMING = List.of("name", "shape", "dtype");
  private static final List<String> MEASURES = List.of("min", "max", "mean", "norm", "non-finite");

  private final Checkpoint checkpoint;
  private final boolean withStatistics;

  /**
   * An inspection of a checkpoint.
   *
   * @param withStatistics whether to read and tell of the values
   */
  public Inspection(Checkpoint checkpoint, boolean withStatistics) {
    this.checkpoint = checkpoint;
    this.withStatistics = withStatistics;
  }

  /** A line on the whole, a table of tensors, and the tree of modules. */
  public List<String> lines() {
    ModuleTree tree = ModuleTree.of(checkpoint.tensors());
    List<String> lines = new ArrayList<>();
    lines.add(headline(tree));
    new TreeMap<>(checkpoint.metadata())
        .forEach((key, value) -> lines.add(TextTable.printable(key + ": " + value)));
    lines.add("");
    lines.addAll(table());
    lines.add("");
    lines.addAll(tree.lines());
    return lines;
  }

  private String headline(ModuleTree tree) {
    StateDict tensors = checkpoint.tensors();
    String dtypes =
        tensors.asMap().values().stream()
            .map(tensor -> tensor.dtype().torchName())
            .distinct()
            .collect(Collectors.joining(", "));
    return String.format(
        Locale.ROOT,
        "%s: %s, %d tensors (%s), %,d parameters",
        checkpoint.location(),
        checkpoint.format(),
        tensors.size(),
        dtypes,
        tree.parameters());
  }

  private List<String> table() {
    List<String> headings = new ArrayList<>(NAMING);
    if (withStatistics) {
      headings.addAll(MEASURES);
    }
    TextTable table = new TextTable(NAMING.size(), headings);
    Map<String, Statistics> statistics = statistics();
    checkpoint
        .tensors()
        .asMap()
        .forEach(
            (name, tensor) -> {
              List<String> cells =
                  new ArrayList<>(
                      List.of(name, tensor.shape().toString(), tensor.dtype().torchName()));
              Optional.ofNullable(statistics.get(name))
                  .ifPresent(measured -> cells.addAll(cells(measured)));
              table.add(cells);
            });
    return table.lines();
  }

  private static List<String> cells(Statistics measured) {
    return List.of(
        number(measured.min()),
        number(measured.max()),
        number(measured.mean()),
        number(measured.norm()),
        Long.toString(measured.nonFinite()));
  }

  private static String number(double value) {
    return Double.isNaN(value) ? "-" : String.format(Locale.ROOT, "%.6g", value);
  }

  private Map<String, Statistics> statistics() {
    return withStatistics ? ofEach(Statistics::of) : Map.of();
  }

  /** Tensors are independent of each other: every core of the machine takes some. */
  private <T> Map<String, T> ofEach(Function<HostTensor, T> measure) {
    return checkpoint.tensors().asMap().entrySet().parallelStream()
        .collect(
            Collectors.toConcurrentMap(
                Map.Entry::getKey, entry -> measure.apply(entry.getValue())));
  }

  /**
   * Writes {@code {"format":..,"tensors":[{"name","dtype","shape","crc32"}..]}}, in the file's
   * order. {@code crc32} is that of the contiguous little-endian bytes. With statistics each tensor
   * has {@code min}, {@code max}, {@code mean}, {@code norm} and {@code non_finite} too, null where
   * no value is finite; what the file says of itself follows as {@code metadata}.
   *
   * @param out is left open
   */
  public void writeJson(OutputStream out) throws IOException {
    Map<String, Long> checksums = ofEach(HostTensor::crc32);
    Map<String, Statistics> statistics = statistics();
    try (JsonGenerator json = new JsonFactory().createGenerator(out)) {
      json.disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET);
      json.writeStartObject();
      json.writeStringField("format", checkpoint.format());
      json.writeArrayFieldStart("tensors");
      for (Map.Entry<String, HostTensor> entry : checkpoint.tensors().asMap().entrySet()) {
        json.writeStartObject();
        writeNaming(json, entry.getKey(), entry.getValue());
        json.writeNumberField("crc32", checksums.getOrDefault(entry.getKey(), 0L));
        Statistics measured = statistics.get(entry.getKey());
        if (measured != null) {
          writeMeasures(json, measured);
        }
        json.writeEndObject();
      }
      json.writeEndArray();
      json.writeObjectFieldStart("metadata");
      for (Map.Entry<String, String> entry : new TreeMap<>(checkpoint.metadata()).entrySet()) {
        json.writeStringField(entry.getKey(), entry.getValue());
      }
      json.writeEndObject();
      json.writeEndObject();
      json.writeRaw('\n');
    }
  }

  private static void writeNaming(JsonGenerator json, String name, HostTensor tensor)
      throws IOException {
    json.writeStringField("name", name);
    json.writeStringField("dtype", tensor.dtype().torchName());
    long[] dims = tensor.shape().dims();
    json.writeFieldName("shape");
    json.writeArray(dims, 0, dims.length);
  }

  private static void writeMeasures(JsonGenerator json, Statistics measured) throws IOException {
    writeFinite(json, "min", measured.min());
    writeFinite(json, "max", measured.max());
    writeFinite(json, "mean", measured.mean());
    writeFinite(json, "norm", measured.norm());
    json.writeNumberField("non_finite", measured.nonFinite());
  }

  private static void writeFinite(JsonGenerator json, String field, double value)
      throws IOException {
    json.writeFieldName(field);
    if (Double.isFinite(value)) {
      json.writeNumber(value);
    } else {
      json.writeNull();
    }
  }
}
