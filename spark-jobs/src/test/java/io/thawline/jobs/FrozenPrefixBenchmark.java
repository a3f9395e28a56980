package io.thawline.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import io.thawline.cluster.SparkSettings;
import io.thawline.config.ConfigReader;
import io.thawline.config.ConfigSource;
import io.thawline.glyph.Font;
import io.thawline.glyph.GlyphRenderer;
import io.thawline.glyph.Rendering;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import javax.imageio.ImageIO;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The head of a ResNet18 on 600 glyphs of six typefaces, 100 of each, with what the frozen layers
 * make of them kept and without: samples a second of whole rounds (training, averaging, validation,
 * commit), as a run shows them, from the second epoch on. Three typefaces are those of {@code
 * conf/demo}, three of Debian's {@code fonts-noto-cjk}. Run by hand: {@code ./mvnw -pl spark-jobs
 * -am test -Dtest=FrozenPrefixBenchmark -Dsurefire.failIfNoSpecifiedTests=false}.
 */
class FrozenPrefixBenchmark {
  private static final Path CONF = Path.of("..", "conf").toAbsolutePath().normalize();
  private static final Path DEMO = CONF.resolve("demo");
  private static final Path NOTO = Path.of("/usr/share/fonts/opentype/noto");
  private static final Map<String, Path> FACES =
      Map.of(
          "kai", DEMO.resolve("ARPLUKai-CN.subset.ttf"),
          "ming", DEMO.resolve("ARPLUMing-CN.subset.ttf"),
          "sans", DEMO.resolve("NotoSansSC-Regular.subset.otf"),
          "sans bold", NOTO.resolve("NotoSansCJK-Bold.ttc"),
          "serif", NOTO.resolve("NotoSerifCJK-Regular.ttc"),
          "serif bold", NOTO.resolve("NotoSerifCJK-Bold.ttc"));
  private static final int OF_EACH = 100;
  private static final int SIDE = 64;
  private static final int EPOCHS = 4;

  @TempDir static Path temp;

  @Test
  void keptValuesTrainTheHeadFaster() throws IOException {
    draw();
    System.setProperty("spark.master", "local[2]");
    System.setProperty("spark.ui.enabled", "false");
    try (SparkSession session = SparkSettings.open("prefix", Optional.empty())) {
      run(session, "warm-up", 32, "auto");
      for (int side : new int[] {SIDE, 224}) {
        double without = run(session, "without-" + side, side, "off");
        double with = run(session, "with-" + side, side, "auto");
        System.out.printf(
            Locale.ROOT,
            "%d pixels: %.1f samples/s without, %.1f with: %.1f times%n",
            side,
            without,
            with,
            with / without);
        assertThat(with).isPositive();
      }
    } finally {
      System.clearProperty("spark.master");
      System.clearProperty("spark.ui.enabled");
    }
  }

  private static void draw() throws IOException {
    int[] characters =
        Files.readString(DEMO.resolve("chars.txt"), StandardCharsets.UTF_8)
            .codePoints()
            .filter(Character::isIdeographic)
            .limit(OF_EACH)
            .toArray();
    assertThat(characters).hasSize(OF_EACH);
    for (Map.Entry<String, Path> face : FACES.entrySet()) {
      Path folder = Files.createDirectories(temp.resolve("faces").resolve(face.getKey()));
      Font font = Font.open(face.getValue().toString(), Files.readAllBytes(face.getValue()));
      GlyphRenderer renderer = new GlyphRenderer(font, SIDE);
      for (int character : characters) {
        byte[] pixels = ((Rendering.Drawn) renderer.render(character)).pixels();
        BufferedImage image = new BufferedImage(SIDE, SIDE, BufferedImage.TYPE_BYTE_GRAY);
        image.getRaster().setDataElements(0, 0, SIDE, SIDE, pixels);
        ImageIO.write(image, "png", folder.resolve(character + ".png").toFile());
      }
    }
  }

  /** Samples a second from the second epoch on. */
  private static double run(SparkSession session, String name, int side, String kept)
      throws IOException {
    ConfigSource source =
        new ConfigSource(
            "typefaces", Files.readString(CONF.resolve("typefaces.yaml")), CONF.toString());
    List<String> overrides =
        List.of(
            "run.dir=" + temp.resolve(name),
            "model={kind: resnet18, classes: %d, image_size: %d}".formatted(FACES.size(), side),
            "task.augment={crop_padding: 0}",
            "data.train.path=" + temp.resolve("faces"),
            "schedule={0: {params: ['fc\\..*'], max_transition_epoch: %d}}".formatted(EPOCHS),
            "prefix_cache.kind=" + kept);
    Rates rates = new Rates();
    RunContext context =
        RunContext.open(
            session,
            new ConfigReader(Map.of(), CONF.toString()).read(RunConfig.class, source, overrides),
            rates,
            store -> {});
    try {
      new FineTune(context).run();
    } finally {
      context.store().close();
    }
    return rates.fromTheSecondOn();
  }

  private static final class Rates implements Progress {
    private final List<RoundSummary> rounds = new ArrayList<>();

    double fromTheSecondOn() {
      List<RoundSummary> later = rounds.stream().filter(round -> round.epoch() > 1).toList();
      double samples =
          later.stream().mapToDouble(round -> round.samplesPerSecond() * round.seconds()).sum();
      return samples / later.stream().mapToDouble(RoundSummary::seconds).sum();
    }

    @Override
    public void stage(String what) {}

    @Override
    public void note(String line) {
      System.out.println(line);
    }

    @Override
    public void resumed(int lastRound) {}

    @Override
    public void committed(int round) {}

    @Override
    public void roundBegins(int round, int roundsAtMost, int phase) {}

    @Override
    public void roundFinished(RoundSummary round) {
      rounds.add(round);
      System.out.printf(
          Locale.ROOT,
          "epoch %d: %.1f samples/s, %.2f s, loss %.4f, validation %.6f%n",
          round.epoch(),
          round.samplesPerSecond(),
          round.seconds(),
          round.trainLoss(),
          round.valLoss());
    }

    @Override
    public void finished(List<String> summary) {}
  }
}
