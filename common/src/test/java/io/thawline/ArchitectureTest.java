package io.thawline;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.GeneralCodingRules.NO_CLASSES_SHOULD_ACCESS_STANDARD_STREAMS;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Holds the arrows of ARCHITECTURE.md for everything that runs without Spark. */
class ArchitectureTest {
  private static final JavaClasses COMMON =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("io.thawline");

  private static final List<String> JACKSON = List.of("com.fasterxml.jackson..");
  private static final List<String> DJL = List.of("ai.djl..", "org.slf4j");

  /** A package, which of ours it may use, and which libraries. Errors and keys are for all. */
  record Room(String name, List<String> ours, List<String> libraries) {
    @Override
    public String toString() {
      return name;
    }

    String[] allowed() {
      Stream<String> own =
          Stream.concat(Stream.of(name, "errors", "config"), ours.stream())
              .map(room -> "io.thawline." + room);
      Stream<String> foreign =
          Stream.concat(Stream.of("java..", "org.jspecify.annotations"), libraries.stream());
      return Stream.concat(own, foreign).toArray(String[]::new);
    }
  }

  static Stream<Room> rooms() {
    return Stream.of(
        new Room("errors", List.of(), List.of()),
        new Room("config", List.of(), JACKSON),
        new Room("io", List.of(), List.of()),
        new Room("host", List.of(), List.of()),
        new Room("tensor", List.of(), List.of()),
        new Room("state", List.of("tensor"), List.of()),
        new Room("schedule", List.of("tensor", "state"), List.of()),
        new Room("averaging", List.of("tensor", "state", "schedule"), List.of()),
        new Room("checkpoint", List.of("tensor", "io"), JACKSON),
        new Room("transfer", List.of("tensor", "io", "checkpoint"), List.of()),
        new Room("inspect", List.of("tensor", "checkpoint"), JACKSON),
        new Room("sample", List.of(), List.of()),
        new Room(
            "glyph", List.of("sample"), List.of("org.apache.fontbox..", "org.apache.pdfbox.io")),
        new Room("image", List.of("sample"), List.of("javax.imageio..")),
        new Room(
            "text",
            List.of("sample"),
            List.of("com.fasterxml.jackson..", "ai.djl.huggingface.tokenizers..")),
        new Room("report", List.of(), List.of("javax.imageio..")),
        new Room("nn", List.of("tensor", "state", "schedule"), DJL),
        new Room("network", List.of("nn", "tensor", "state"), DJL),
        new Room(
            "task",
            List.of(
                "network", "nn", "sample", "schedule", "glyph", "image", "text", "tensor", "state"),
            DJL),
        new Room(
            "train",
            List.of("task", "network", "nn", "sample", "schedule", "tensor", "state", "io"),
            DJL));
  }

  @ParameterizedTest
  @MethodSource("rooms")
  void packageUsesOnlyWhatTheMapAllows(Room room) {
    classes()
        .that()
        .resideInAPackage("io.thawline." + room.name())
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage(room.allowed())
        .allowEmptyShould(true)
        .check(COMMON);
  }

  @Test
  void everyPackageIsOnTheMap() {
    String[] known =
        Stream.concat(Stream.of("io.thawline"), rooms().map(room -> "io.thawline." + room.name()))
            .toArray(String[]::new);
    classes().should().resideInAnyPackage(known).check(COMMON);
  }

  @Test
  void packagesFormNoCircle() {
    slices().matching("io.thawline.(*)..").should().beFreeOfCycles().check(COMMON);
  }

  @Test
  void nothingEndsTheProcessOrWritesToTheConsole() {
    noClasses().should().callMethod(System.class, "exit", int.class).check(COMMON);
    NO_CLASSES_SHOULD_ACCESS_STANDARD_STREAMS.check(COMMON);
  }

  /** A bare JDK has neither fontconfig nor freetype: text of AWT fails on it. */
  @Test
  void nothingDrawsTextWithAwt() {
    noClasses()
        .should()
        .dependOnClassesThat()
        .haveFullyQualifiedName("java.awt.Font")
        .orShould()
        .dependOnClassesThat()
        .haveFullyQualifiedName("java.awt.FontMetrics")
        .orShould()
        .dependOnClassesThat()
        .resideInAPackage("java.awt.font..")
        .check(COMMON);
  }
}
