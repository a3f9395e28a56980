package io.thawline.report;

import io.thawline.glyph.CharacterSelection;
import io.thawline.glyph.CharacterSet;
import io.thawline.glyph.Font;
import io.thawline.glyph.GlyphPair;
import io.thawline.glyph.PairRenderer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A report with real glyphs; what a network would draw is mixed from source and target. */
final class SampleReport {
  static final int SIDE = 64;

  private SampleReport() {}

  static RunReport of(String name, String tensor) throws IOException {
    return new RunReport(
        name,
        "zi2zi U-Net with self-attention, NotoSansSC → ARPLUMing, 100 characters at 64 px",
        new Scores(
            "Mean L1 on a scale of 0 to 1, over 256 unseen characters",
            9,
            0.11302,
            Optional.empty(),
            List.of(
                new Baseline("Untrained transfer", 0.12199),
                new Baseline("Source copy", 0.16462),
                new Baseline("Blank page", 0.16638))),
        rounds(),
        List.of(
            new Phase(0, "Trains the 7 attention tensors at 1e-3."),
            new Phase(1, "Trains all 66 tensors: 5e-4, new layers 1e-3.")),
        List.of(
            new GlyphSheet(
                SIDE,
                List.of(
                    new GlyphGroup(
                        "The worst",
                        "The characters with the highest loss after training, highest first.",
                        glyphs(new CharacterSelection(4, 0))),
                    new GlyphGroup(
                        "The median",
                        "The characters whose loss after training lies nearest to the median.",
                        glyphs(new CharacterSelection(0, 4)))))),
        load(tensor),
        List.of(
            new Fact("Seed", "7"),
            new Fact("Workers", "2, averaged every epoch"),
            new Fact("Threads a task", "1"),
            new Fact("Rounds", "12"),
            new Fact("Training time", "2 min 41 s"),
            new Fact("Run directory", "hdfs://namenode:8020/user/thawline/runs/quickstart")),
        List.of(new Fact("Training characters", "100"), new Fact("Validation characters", "256")),
        List.of(new DroppedSample("𠀀 U+20000", "ARPLUMing-CN.subset.ttf has no glyph")));
  }

  private static List<RoundRow> rounds() {
    double[] validation = {
      .1219, .1210, .1206, .1179, .1161, .1149, .1141, .1135, .11302, .1133, .1137, .1136
    };
    List<RoundRow> rounds = new ArrayList<>();
    for (int i = 0; i < validation.length; i++) {
      double training = .131 - .0042 * i;
      rounds.add(new RoundRow(i + 1, i < 3 ? 0 : 1, 28L * (i + 1), training, validation[i], 9.4));
    }
    return rounds;
  }

  private static LoadSection load(String tensor) {
    return new LoadSection(
        "conf/demo/zi2zi64_sans_to_serif.pth",
        "torch zip",
        "7d53244501dd77789a6265cbc25f4fa7f60ec1e171b90063a3b2be516a7e20f4",
        List.of(
            new LoadGroup("Loaded", "taken as it is", true, 0, List.of()),
            new LoadGroup(
                "Cast",
                "of another type",
                true,
                1_858_641,
                List.of("model.model.0.down.0.weight [16, 1, 4, 4]")),
            new LoadGroup(
                "New",
                "begins fresh",
                false,
                5_193,
                List.of(tensor, "model.model.0.down.3.gamma [1]"))));
  }

  private static List<GlyphRow> glyphs(CharacterSelection selection) throws IOException {
    PairRenderer pairs =
        new PairRenderer(
            font("NotoSansSC-Regular.subset.otf"), font("ARPLUMing-CN.subset.ttf"), SIDE, 0);
    CharacterSet characters = CharacterSet.read("chars.txt", demo("chars.txt")).select(selection);
    return characters.codePoints().stream()
        .map(c -> pairs.render(c).pair().orElseThrow())
        .map(SampleReport::row)
        .toList();
  }

  private static GlyphRow row(GlyphPair pair) {
    byte[] before = mixed(pair.source(), pair.target(), 0.35);
    byte[] after = mixed(pair.source(), pair.target(), 0.8);
    return new GlyphRow(
        pair.character(), pair.source(), pair.target(), before, after, 0.1432, 0.1187);
  }

  private static byte[] mixed(byte[] source, byte[] target, double share) {
    byte[] mixed = new byte[source.length];
    for (int i = 0; i < mixed.length; i++) {
      mixed[i] = (byte) Math.round((1 - share) * (source[i] & 0xff) + share * (target[i] & 0xff));
    }
    return mixed;
  }

  private static Font font(String name) throws IOException {
    return Font.open(name, demo(name));
  }

  private static byte[] demo(String name) throws IOException {
    return Files.readAllBytes(Path.of("..", "conf", "demo", name));
  }
}
