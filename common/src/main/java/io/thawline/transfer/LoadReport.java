package io.thawline.transfer;

import io.thawline.tensor.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What became of every tensor of a checkpoint and of a network.
 *
 * @param sources the files, {@code init.from} first; none where all weights begin fresh
 * @param prefixes that were stripped from the names of their tensors
 * @param entries the network's tensors in its order, then what only the checkpoints have
 */
public record LoadReport(List<SourceFile> sources, List<String> prefixes, List<Entry> entries) {
  private static final int SHORT_SHA256 = 12;
  private static final SourceFile NOWHERE = new SourceFile("", "", "", "");

  /** What became of a tensor. */
  public enum Status {
    LOADED("taken from the checkpoint as it is"),
    CAST("taken from the checkpoint, converted to the network's type"),
    RENAMED("taken from the checkpoint, where it has another name"),
    PARTIAL("taken from the checkpoint in part, or brought to the network's shape"),
    REINITIALISED("in both, but begins fresh, as the configuration says"),
    NEW("of layers that the checkpoint does not know; begins fresh"),
    MISSING("wanted by the network, absent from the checkpoint; begins fresh"),
    UNEXPECTED("in the checkpoint, of no use to the network; left out");

    private final String meaning;

    Status(String meaning) {
      this.meaning = meaning;
    }

    /** The word in reports. */
    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }

    /** What it means, in half a sentence. */
    public String meaning() {
      return meaning;
    }

    /** Whether tensors of the network begin fresh. */
    boolean isFresh() {
      return this == REINITIALISED || this == NEW || this == MISSING;
    }

    /** Whether tensors are taken without change of meaning or place; others are looked for. */
    public boolean isUsual() {
      return this == LOADED || this == CAST;
    }
  }

  /**
   * A checkpoint.
   *
   * @param location of the file
   * @param format such as {@code torch-zip}
   * @param sha256 of the whole file
   * @param folded its weights that were put together from their spectral or weight norm, joined by
   *     commas
   */
  public record SourceFile(String location, String format, String sha256, String folded) {
    private Map<String, Object> asMap() {
      Map<String, Object> map = new LinkedHashMap<>();
      map.put("source", location);
      map.put("format", format);
      map.put("sha256", sha256);
      map.put("folded_norms", folded);
      return map;
    }

    private String line() {
      String hash = sha256.substring(0, Math.min(SHORT_SHA256, sha256.length()));
      String norms = folded.isEmpty() ? "" : ", norms folded: " + folded;
      return "%s (%s, sha256 %s%s)".formatted(location, format, hash, norms);
    }
  }

  /**
   * One tensor.
   *
   * @param from PyTorch's name of its type in the checkpoint; empty when it is not there
   * @param to PyTorch's name of its type in the network; empty when it is not there
   * @param bytes in the network; in the checkpoint where the network has none
   * @param taken numbers that come from the checkpoint
   * @param origin its name in the checkpoint where that is another; else empty
   * @param note what else is to tell; else empty
   */
  public record Entry(
      String name,
      Status status,
      String from,
      String to,
      Shape shape,
      long bytes,
      long taken,
      String origin,
      String note) {
    private Map<String, Object> asMap() {
      Map<String, Object> map = new LinkedHashMap<>();
      map.put("name", name);
      map.put("status", status.word());
      putUnlessEmpty(map, "from", from);
      putUnlessEmpty(map, "to", to);
      map.put("shape", Arrays.stream(shape.dims()).boxed().toList());
      putUnlessEmpty(map, "origin", origin);
      putUnlessEmpty(map, "note", note);
      return map;
    }

    private static void putUnlessEmpty(Map<String, Object> map, String key, String value) {
      if (!value.isEmpty()) {
        map.put(key, value);
      }
    }

    private String line() {
      String was = origin.isEmpty() ? "" : " <- " + origin;
      String more = note.isEmpty() ? "" : ", " + note;
      return "      %s %s%s%s".formatted(name, shape, was, more);
    }
  }

  public LoadReport {
    sources = List.copyOf(sources);
    prefixes = List.copyOf(prefixes);
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

  /** Names of the network's tensors that begin fresh. */
  public Set<String> fresh() {
    return entries.stream()
        .filter(e -> e.status.isFresh())
        .map(Entry::name)
        .collect(Collectors.toCollection(LinkedHashSet::new));
  }

  /** The share of the network's numbers that come from the checkpoints, 0 to 1. */
  public double matchedFraction() {
    List<Entry> network = entries.stream().filter(e -> e.status != Status.UNEXPECTED).toList();
    long all = network.stream().mapToLong(e -> e.shape.elements()).sum();
    return all == 0 ? 1 : (double) network.stream().mapToLong(Entry::taken).sum() / all;
  }

  /** The report as maps, lists, strings and numbers, for JSON. */
  public Map<String, Object> asMap() {
    Map<String, Object> counts = new LinkedHashMap<>();
    for (Status status : Status.values()) {
      counts.put(status.word(), Map.of("tensors", count(status), "bytes", bytes(status)));
    }
    Map<String, Object> map = sources.isEmpty() ? NOWHERE.asMap() : sources.get(0).asMap();
    map.put("also", sources.stream().skip(1).map(SourceFile::asMap).toList());
    map.put("stripped_prefixes", prefixes);
    map.put("matched_fraction", matchedFraction());
    map.put("counts", counts);
    map.put("tensors", entries.stream().map(Entry::asMap).toList());
    return map;
  }

  /** The report for a console: a line for each status, the tensors' names where they matter. */
  public List<String> table() {
    List<String> lines = new ArrayList<>();
    sources.forEach(source -> lines.add(source.line()));
    if (sources.isEmpty()) {
      lines.add("no checkpoint: all weights begin fresh");
    }
    prefixes.forEach(prefix -> lines.add("  without the prefix " + prefix));
    for (Status status : Status.values()) {
      lines.add(
          String.format(
              Locale.ROOT,
              "  %-13s %5d tensors %10s",
              status.word(),
              count(status),
              size(bytes(status))));
      if (!status.isUsual() && !sources.isEmpty()) {
        entries.stream().filter(e -> e.status == status).forEach(e -> lines.add(e.line()));
      }
    }
    lines.add(
        String.format(
            Locale.ROOT,
            "  %.1f%% of the network's numbers come from here",
            100 * matchedFraction()));
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
