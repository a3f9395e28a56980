package io.thawline;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Predicate;
import java.util.jar.JarFile;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Holds what the job jar contains: it must run beside any cluster's own libraries. */
class JobJarContentIT {
  private static final Path JAR = Path.of(System.getProperty("thawline.job.jar"));

  private static JarFile jar;
  private static List<String> names;

  @BeforeAll
  static void openJar() throws IOException {
    jar = new JarFile(JAR.toFile());
    names = jar.stream().filter(entry -> !entry.isDirectory()).map(ZipEntry::getName).toList();
  }

  @AfterAll
  static void closeJar() throws IOException {
    jar.close();
  }

  @Test
  void classesAreOursRelocatedOrBoundToNativeCode() {
    assertThat(named("(?!(io/thawline|ai/djl|com/sun/jna)/).*\\.class")).isEmpty();
  }

  @Test
  void whatCouldClashIsRelocated() {
    assertThat(List.of("jackson", "snakeyaml", "gson", "picocli", "commons/compress", "fontbox"))
        .allSatisfy(name -> assertThat(named("io/thawline/shaded/" + name + "/.*")).isNotEmpty());
  }

  @Test
  void ourClassesNameOnlyWhatIsInsideOrWhatSparkHas() {
    Pattern left =
        Pattern.compile(
            "\\b(com/fasterxml|org/yaml|com/google/gson|org/apache/(fontbox|pdfbox|commons/compress))\\b");
    assertThat(named("(io/thawline/(?!shaded)|ai/djl/).*\\.class"))
        .isNotEmpty()
        .filteredOn(name -> left.matcher(text(name, ISO_8859_1)).find())
        .isEmpty();
  }

  @Test
  void resourcesAreThoseThatTheCodeReads() {
    Predicate<String> known =
        Pattern.compile(
                "META-INF/(MANIFEST\\.MF|LICENSE|NOTICE|[A-Za-z]+-(LICENSE|NOTICE))"
                    + "|META-INF/services/.*"
                    + "|META-INF/resources/webjars/chart\\.js/.*/(dist/chart\\.umd\\.js|LICENSE\\.md)"
                    + "|io/thawline/.*"
                    + "|ai/djl/engine/api\\.properties|pytorch-engine\\.properties"
                    + "|jnilib/(pytorch\\.properties|linux-[^/]+/[^/]+/libdjl_torch\\.so)"
                    + "|native/lib/(tokenizers\\.properties|linux-[^/]+/cpu/libtokenizers\\.so)"
                    + "|com/sun/jna/linux-[^/]+/libjnidispatch\\.so")
            .asMatchPredicate();
    assertThat(names).filteredOn(name -> !name.endsWith(".class") && !known.test(name)).isEmpty();
    assertThat(named("META-INF/resources/.*/chart\\.umd\\.js")).hasSize(1);
    assertThat(named("jnilib/linux-x86_64/cpu/libdjl_torch\\.so")).hasSize(1);
    assertThat(named("native/lib/linux-x86_64/cpu/libtokenizers\\.so")).hasSize(1);
  }

  @Test
  void noEntryIsThereTwice() {
    assertThat(names).doesNotHaveDuplicates();
  }

  @Test
  void everyServiceNamesAClassInside() {
    assertThat(named("META-INF/services/.*"))
        .contains("META-INF/services/ai.djl.engine.EngineProvider")
        .flatExtracting(name -> text(name, UTF_8).lines().filter(line -> !line.isBlank()).toList())
        .contains("ai.djl.pytorch.engine.PtEngineProvider")
        .allSatisfy(
            provider -> assertThat(names).contains(provider.replace('.', '/').concat(".class")));
  }

  @Test
  void licencesTravelWithTheCode() {
    assertThat(text("META-INF/LICENSE", UTF_8)).contains("Apache License");
    assertThat(text("META-INF/NOTICE", UTF_8)).contains("Thawline", "Jackson", "FontBox");
  }

  @Test
  void nativeLibraryLiesBesideTheJar() throws IOException {
    try (Stream<Path> beside = Files.list(JAR.resolveSibling("native"))) {
      assertThat(beside.map(path -> path.getFileName().toString()))
          .singleElement()
          .asString()
          .startsWith("pytorch-native-cpu-");
    }
  }

  private static List<String> named(String pattern) {
    return names.stream().filter(Pattern.compile(pattern).asMatchPredicate()).toList();
  }

  private static String text(String name, Charset charset) {
    try (var stream = jar.getInputStream(jar.getEntry(name))) {
      return new String(stream.readAllBytes(), charset);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
