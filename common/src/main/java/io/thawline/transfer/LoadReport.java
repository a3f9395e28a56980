package io.thawline.transfer;

import io.thawline.tensor.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * What became of every tensor of a checkpoint and of a network.
 *
 * @param source location of the checkpoint
 * @param format of the checkpoint
 * @param sha256 of the checkpoint's file
 * @param entries the network's tensors in its order, then what only the checkpoint has
 */
public record LoadReport(String source, String format, String sha256, List<Entry> entries) {
  private static final Set<Status> UNREMARKABLE = Set.of(Status.LOADED, Status.CAST);
  private static final int SHORT_SHA256 = 12;

  /** What became of a tensor. */
  public enum Status {
    /** Taken as it was. */
    LOADED,
    /** Taken into the network's type. */
    CAST,
    /** Of a layer that the configuration added: initialised. */
    NEW,
    /** Allowed to be absent from the checkpoint: initialised. */
    MISSING,
    /** Only in the checkpoint, and allowed to be left out. */
    UNEXPECTED,
    /** Of another shape or kind; no plan goes through with one. */
    MISMATCHED;

    /** The word in reports. */
    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * One tensor.
   *
   * @param from PyTorch's name of its type in the checkpoint; empty when it is not there
   * @param to PyTorch's name of its type in the network; empty when it is not there
   * @param bytes in the network; in the checkpoint where the network has none
   */
  public record Entry(String name, Status status, String from, String to, Shape shape, long bytes) {
    private Map<String, Object> asMap() {
      Map<String, Object> map = new LinkedHashMap<>();
      map.put("name", name);
      map.put("status", status.word());
      if (!from.isEmpty()) {
        map.put("from", from);
      }
      if (!to.isEmpty()) {
        map.put("to", to);
      }
      map.put("shape", Arrays.stream(shape.dims()).boxed().toList());
      return map;
    }
  }

  public LoadReport {
    entries = List.copyOf(entries);
  }

  /** How many tensors came to that end. */
  public long count(Status status) {
    return entries.stream().filter(e -> e.status == status).count();
  }

  /** How many bytes came to that end. */
  public long bytes(Status status) {
    return entries.stream().filter(e -> e.status == status).mapToLong(Entry::bytes).sum();
  }

  /** The report as maps, lists, strings and numbers, for JSON. */
  public Map<String, Object> asMap() {
    Map<String, Object> counts = new LinkedHashMap<>();
    for (Status status : Status.values()) {
      counts.put(status.word(), Map.of("tensors", count(status), "bytes", bytes(status)));
    }
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("source", source);
    map.put("format", format);
    map.put("sha256", sha256);
    map.put("counts", counts);
    map.put("tensors", entries.stream().map(Entry::asMap).toList());
    return map;
  }

  /** The report for a console: a line for each status, the tensors' names where they matter. */
  public List<String> table() {
    List<String> lines = new ArrayList<>();
    lines.add(
        "%s (%s, sha256 %s)"
            .formatted(
                source, format, sha256.substring(0, Math.min(SHORT_SHA256, sha256.length()))));
    for (Status status : Status.values()) {
      lines.add(
          String.format(
              Locale.ROOT,
              "  %-10s %5d tensors %10s",
              status.word(),
              count(status),
              size(bytes(status))));
      if (!UNREMARKABLE.contains(status)) {
        entries.stream()
            .filter(e -> e.status == status)
            .forEach(e -> lines.add("      %s %s".formatted(e.name, e.shape)));
      }
    }
    return lines;
  }

  private static String size(long bytes) {
    if (bytes < 1000) {
      return bytes + " B";
    }
    return bytes < 1_000_000
        ? String.format(Locale.ROOT, "%.1f kB", bytes / 1e3)
        : String.format(Locale.ROOT, "%.1f MB", bytes / 1e6);
  }
}
