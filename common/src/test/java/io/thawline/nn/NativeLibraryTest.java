package io.thawline.nn;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where the native library is looked for, each time by JVMs of their own, which have no home. */
class NativeLibraryTest {
  @TempDir static Path temp;

  private static Path unpacked;

  /** Loads the engine and says where its library lay. */
  public static final class Loading {
    private Loading() {}

    public static void main(String[] arguments) {
      try {
        NativeLibrary.locate(
            Path.of(arguments[0]), Stream.of(arguments).skip(1).findFirst().map(Path::of));
        Device.cpu(1);
        System.out.println(ai.djl.pytorch.jni.LibUtils.getLibtorchPath());
      } catch (RuntimeException e) {
        System.out.println(e.getMessage());
      }
    }
  }

  /** Says where loading would unpack, and how much. */
  public static final class Asking {
    private Asking() {}

    public static void main(String[] arguments) {
      NativeLibrary.Unpacking unpacking =
          NativeLibrary.unpacking(Path.of(arguments[0]), arguments.length > 1);
      System.out.println(unpacking.directory() + " " + (unpacking.bytes() >> 20) + " MB");
    }
  }

  /** Two at once, as two executors that start on one node. */
  @BeforeAll
  static void unpackTwice() throws Exception {
    Path scratch = temp.resolve("scratch");
    Process first = start(classPath(), Optional.empty(), scratch);
    Process second = start(classPath(), Optional.empty(), scratch);
    String said = output(first);
    assertThat(output(second)).isEqualTo(said);
    unpacked = Path.of(said);
  }

  @Test
  void twoAtOnceUnpackOneLibraryIntoTheScratchDirectoryUnderItsVersion() throws IOException {
    Path cache = temp.resolve("scratch/thawline-native-" + System.getProperty("user.name"));
    assertThat(unpacked).startsWith(cache).isDirectoryContaining("glob:**/libtorch_cpu.so");
    assertThat(unpacked.getFileName().toString()).startsWith(EngineLoader.PYTORCH);
    assertThat(Files.getPosixFilePermissions(cache)).hasSize(3);
    try (Stream<Path> beside = Files.list(unpacked.resolveSibling(""))) {
      assertThat(beside.map(file -> file.getFileName().toString()))
          .containsExactly(unpacked.getFileName().toString());
    }
  }

  @Test
  void whatIsUnpackedNeedsNoRoomAndTheUsersOwnPlaceIsTheOneToLookAt() throws Exception {
    Path scratch = temp.resolve("scratch");
    Path own = temp.resolve("users own");
    assertThat(output(asking(Optional.empty(), scratch)))
        .isEqualTo(unpacked.resolve("../..").normalize() + " 16 MB");
    assertThat(output(asking(Optional.empty(), temp.resolve("new"))))
        .isEqualTo(temp.resolve("new") + " 500 MB");
    assertThat(output(asking(Optional.of(own), scratch))).isEqualTo(own + " 500 MB");
    assertThat(own).doesNotExist();
  }

  private static Process asking(Optional<Path> cache, Path scratch) throws IOException {
    ProcessBuilder builder = java(classPath(), Asking.class, scratch);
    cache.ifPresent(path -> builder.environment().put("DJL_CACHE_DIR", path.toString()));
    return builder.start();
  }

  @Test
  void archiveServesWhereNoJarDoes() throws Exception {
    Path scratch = temp.resolve("no jar");
    Process process =
        start(classPathWithoutLibrary(), Optional.empty(), scratch, unpacked.resolveSibling(""));
    assertThat(output(process)).isEqualTo(unpacked.toString());
  }

  @Test
  void libraryOfTheNodeComesBeforeTheArchive() throws Exception {
    Path empty = Files.createDirectories(temp.resolve("empty"));
    Process process =
        start(classPathWithoutLibrary(), Optional.of(unpacked), temp.resolve("node"), empty);
    assertThat(output(process)).isEqualTo(unpacked.toString());
  }

  @Test
  void archiveWithoutLibraryIsRefusedByName() throws Exception {
    Path empty = Files.createDirectories(temp.resolve("nothing"));
    assertThat(output(start(classPath(), Optional.empty(), temp.resolve("refused"), empty)))
        .startsWith("native.archive holds no libtorch.so");
  }

  private static Process start(String classPath, Optional<Path> ofTheNode, Path... arguments)
      throws IOException {
    ProcessBuilder builder = java(classPath, Loading.class, arguments);
    ofTheNode.ifPresent(path -> builder.environment().put("PYTORCH_LIBRARY_PATH", path.toString()));
    return builder.start();
  }

  private static ProcessBuilder java(String classPath, Class<?> program, Path... arguments) {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx200m",
                "-Duser.home=/nonexistent",
                "-cp",
                classPath,
                program.getName()));
    Arrays.stream(arguments).forEach(argument -> command.add(argument.toString()));
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT);
    builder.environment().remove("HOME");
    builder.environment().remove("DJL_CACHE_DIR");
    return builder;
  }

  private static String output(Process process) throws Exception {
    String said = new String(process.getInputStream().readAllBytes(), UTF_8).strip();
    assertThat(process.waitFor()).as(said).isZero();
    return said;
  }

  private static String classPath() {
    return System.getProperty("java.class.path");
  }

  private static String classPathWithoutLibrary() {
    return Arrays.stream(classPath().split(File.pathSeparator))
        .filter(entry -> !entry.contains("pytorch-native-cpu"))
        .collect(Collectors.joining(File.pathSeparator));
  }
}
