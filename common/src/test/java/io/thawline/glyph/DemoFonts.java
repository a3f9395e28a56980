package io.thawline.glyph;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The fonts of the repository, wherever the tests are started. */
final class DemoFonts {
  static final String SANS = "NotoSansSC-Regular.subset.otf";
  static final String MING = "ARPLUMing-CN.subset.ttf";
  static final String KAI = "ARPLUKai-CN.subset.ttf";

  private DemoFonts() {}

  static Font open(String name) throws IOException {
    return Font.open(name, bytes(name));
  }

  static byte[] bytes(String name) throws IOException {
    return Files.readAllBytes(Path.of("..", "conf", "demo", name));
  }
}
