package io.thawline.cli;

import io.thawline.config.Configuration;
import io.thawline.errors.ConfigurationException;
import io.thawline.jobs.PlannedRun;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The runs that a comparison is made of: every file with every combination of varied values, and
 * each of these ways with every seed.
 */
final class ComparePlan<C extends Record> {
  /** Reads a file with overrides. */
  @FunctionalInterface
  interface Reader<C extends Record> {
    Configuration<C> read(String file, List<String> overrides);
  }

  private final CompareCommand.Request request;
  private final Reader<C> reader;
  private final String directory;

  /**
   * A plan.
   *
   * @param directory of the comparison, below which each run gets one of its own
   */
  ComparePlan(CompareCommand.Request request, Reader<C> reader, String directory) {
    this.request = request;
    this.reader = reader;
    this.directory = directory;
  }

  /** The overrides of the first way to train: a file alone may lack what all ways vary. */
  static List<String> first(CompareCommand.Request request) {
    return overridden(request, Variation.combinations(request.varied()).get(0));
  }

  private static List<String> overridden(CompareCommand.Request request, List<String> varied) {
    return Stream.concat(request.overrides().stream(), varied.stream()).toList();
  }

  /**
   * The runs, those of one way after each other.
   *
   * @throws ConfigurationException with the problems of the first configuration that has any
   */
  List<PlannedRun<C>> runs() {
    List<PlannedRun<C>> runs = new ArrayList<>();
    Set<String> arms = new HashSet<>();
    for (String file : request.files()) {
      for (List<String> varied : Variation.combinations(request.varied())) {
        String arm = name(file, varied);
        if (!arms.add(slug(arm))) {
          throw new ConfigurationException(
              "Two ways to train are both called %s: give files of other names, and each value once."
                  .formatted(arm));
        }
        seeds().forEach(seed -> runs.add(run(file, varied, arm, seed)));
      }
    }
    return runs;
  }

  /** One override for each seed; none where the file's own is meant. */
  private List<List<String>> seeds() {
    return request.seeds().isEmpty()
        ? List.of(List.of())
        : request.seeds().stream().map(seed -> List.of("run.seed=" + seed)).toList();
  }

  private String name(String file, List<String> varied) {
    String stem = file.substring(file.lastIndexOf('/') + 1).replaceFirst("\\.[^.]*$", "");
    boolean alone = request.files().size() == 1 && !varied.isEmpty();
    List<String> values = isEachLastPartUnique() ? shortened(varied) : varied;
    return String.join(
        ", ", alone ? values : Stream.concat(Stream.of(stem), values.stream()).toList());
  }

  private boolean isEachLastPartUnique() {
    List<String> keys = request.varied().stream().map(Variation::key).toList();
    return shortened(keys).stream().distinct().count() == keys.size();
  }

  /** Such as {@code lr=1e-3} of {@code optimizer.lr=1e-3}. */
  private static List<String> shortened(List<String> keyed) {
    return keyed.stream().map(text -> text.replaceFirst("^[^=]*\\.([^.=]+)(?==|$)", "$1")).toList();
  }

  private PlannedRun<C> run(String file, List<String> varied, String arm, List<String> seed) {
    String own = String.join("-", Stream.concat(Stream.of(arm), seed.stream()).toList());
    List<String> overrides = new ArrayList<>(overridden(request, varied));
    overrides.addAll(seed);
    overrides.add("run.dir=" + directory + "/" + slug(own));
    return new PlannedRun<>(arm, reader.read(file, overrides));
  }

  /** As a directory may be called on any store. */
  private static String slug(String name) {
    return name.replaceAll("[^\\p{L}\\p{N}._-]+", "-");
  }
}
