package io.thawline.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class TypefacesTest {
  @Test
  void demonstrationHoldsWhatTheFontsDraw() throws Exception {
    Map<String, byte[]> drawn = Typefaces.all();
    ImageDecoder decoder = new ImageDecoder(1, Typefaces.SIDE);
    for (Map.Entry<String, byte[]> image : drawn.entrySet()) {
      byte[] file = Files.readAllBytes(Typefaces.FOLDER.resolve(image.getKey()));
      assertThat(decoder.decode(file)).as(image.getKey()).isEqualTo(image.getValue());
    }
    assertThat(committed()).containsExactlyInAnyOrderElementsOf(drawn.keySet());
  }

  private static List<String> committed() throws IOException {
    try (Stream<Path> files = Files.walk(Typefaces.FOLDER)) {
      return files
          .filter(Files::isRegularFile)
          .map(file -> Typefaces.FOLDER.relativize(file).toString())
          .toList();
    }
  }
}
