package io.thawline;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each file of {@code conf/} does what its first line says; here with few samples. */
class ConfigurationsIT {
  private static final Path CONF = SparkHome.ROOT.resolve("conf");
  private static final String LAUNCHER = "submit/thawline";
  private static final String SEEDS = "1,2,3";
  private static final Pattern BLANK = Pattern.compile(" +");

  @TempDir Path temp;

  static Stream<String> files() throws IOException {
    try (Stream<Path> files = Files.list(CONF)) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.endsWith(".yaml"))
          .sorted()
          .toList()
          .stream();
    }
  }

  @ParameterizedTest
  @MethodSource("files")
  void runsAsItsFirstLineSays(String name) throws Exception {
    List<String> text = Files.readAllLines(CONF.resolve(name));
    assertThat(text.get(0)).startsWith("# " + LAUNCHER).contains(" conf/" + name);
    Path run = temp.resolve("run");
    List<String> words = words(text.get(0));
    words.replaceAll(word -> word.equals(SEEDS) ? "1" : word);
    words.addAll(small(text));
    words.addAll(List.of("--set=run.dir=" + run, "--master=local[2]"));
    Program launcher = Program.launcher(temp, "launcher", words);
    SparkHome.choose(launcher.environment());
    Program.Ended ended = launcher.run(8);
    assertThat(ended.exitCode()).as(ended.errors()).isZero();
    assertThat(run.resolve(words.get(0).equals("compare") ? "compare.html" : "report.html"))
        .isNotEmptyFile();
  }

  /** The words behind the launcher's; files are found from where the launcher lies. */
  private static List<String> words(String line) {
    List<String> words = new ArrayList<>();
    for (String word : BLANK.split(line.strip(), -1)) {
      words.add(word.startsWith("conf/") ? SparkHome.ROOT.resolve(word).toString() : word);
    }
    return new ArrayList<>(words.subList(words.indexOf(LAUNCHER) + 1, words.size()));
  }

  /** Few samples where the file says how many, and an epoch a phase. */
  private static List<String> small(List<String> text) {
    List<String> overrides = new ArrayList<>();
    if (text.stream().anyMatch(line -> line.contains("target_font:"))) {
      overrides.add("--set=data.train.first=12");
      overrides.add("--set=data.validation.last=6");
      overrides.add("--set=data.batch_size=6");
    }
    if (text.stream().anyMatch(line -> line.startsWith("epochs:"))) {
      overrides.add("--set=epochs=1");
    }
    long phases = text.stream().filter(line -> line.contains("max_transition_epoch:")).count();
    for (int phase = 0; phase < phases; phase++) {
      overrides.add("--set=schedule.%d.max_transition_epoch=%d".formatted(phase, phase + 1));
    }
    return overrides;
  }
}
