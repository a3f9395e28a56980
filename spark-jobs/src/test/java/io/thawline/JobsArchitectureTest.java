package io.thawline;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.name;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.syntax.elements.GivenClassesConjunction;
import org.junit.jupiter.api.Test;

/** Holds the arrows of ARCHITECTURE.md for storage, cluster, jobs and the command line. */
class JobsArchitectureTest {
  private static final JavaClasses ALL =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("io.thawline");

  @Test
  void sparkIsKnownToClusterJobsAndCommandLineAlone() {
    outside("cluster", "jobs", "cli")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("org.apache.spark..", "scala..")
        .check(ALL);
  }

  /** The others hand Spark's Hadoop settings on, unread. */
  @Test
  void hadoopIsKnownToStorageAlone() {
    outside("storage")
        .should()
        .dependOnClassesThat(
            resideInAPackage("org.apache.hadoop..")
                .and(not(name("org.apache.hadoop.conf.Configuration"))))
        .check(ALL);
  }

  @Test
  void jobsReachTheEngineOnlyThroughTheNetworks() {
    outside("nn", "network", "task", "text", "train")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("ai.djl..")
        .check(ALL);
  }

  @Test
  void onlyTheCommandLineParsesArgumentsPrintsAndExits() {
    outside("cli")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("picocli..")
        .orShould()
        .callMethod(System.class, "exit", int.class)
        .orShould()
        .accessField(System.class, "out")
        .orShould()
        .accessField(System.class, "err")
        .check(ALL);
  }

  @Test
  void arrowsPointFromTheCommandLineDownToStorage() {
    notUsedBelow("cli", "jobs", "cluster", "storage");
    notUsedBelow("jobs", "cluster", "storage");
    notUsedBelow("cluster", "storage");
  }

  @Test
  void packagesFormNoCircle() {
    slices().matching("io.thawline.(*)..").should().beFreeOfCycles().check(ALL);
  }

  private static GivenClassesConjunction outside(String... rooms) {
    return noClasses().that().resideOutsideOfPackages(packages(rooms));
  }

  private static void notUsedBelow(String room, String... below) {
    noClasses()
        .that()
        .resideInAnyPackage(packages(below))
        .should()
        .dependOnClassesThat()
        .resideInAPackage("io.thawline." + room)
        .allowEmptyShould(true)
        .check(ALL);
  }

  private static String[] packages(String... rooms) {
    String[] packages = new String[rooms.length];
    for (int i = 0; i < rooms.length; i++) {
      packages[i] = "io.thawline." + rooms[i];
    }
    return packages;
  }
}
