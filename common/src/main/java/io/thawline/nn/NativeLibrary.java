package io.thawline.nn;

import ai.djl.util.Utils;
import io.thawline.errors.RunFailedException;
import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.FileLockInterruptionException;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * Tells DJL where the engine's native library is: at {@code PYTORCH_LIBRARY_PATH} of the node, in
 * an unpacked archive, or in a jar on the class path, in this order. From a jar it is unpacked once
 * for all JVMs of a user on a machine, into a directory that is named for its version.
 */
public final class NativeLibrary {
  private static final String LIBRARY_PATH = "PYTORCH_LIBRARY_PATH";
  private static final String CACHE = "DJL_CACHE_DIR";
  private static final String ENGINE_CACHE = "ENGINE_CACHE_DIR"; // which DJL takes before the other
  private static final String TORCH = "libtorch.so";
  private static final long WHOLE = 500L << 20;

  /** What DJL puts beside a library, and the file of a lock. */
  private static final long GLUE = 16L << 20;

  private static final Set<PosixFilePermission> OWNER_ALONE =
      PosixFilePermissions.fromString("rwx------");

  private NativeLibrary() {}

  /**
   * Settles where the library is, unless the node's environment says so. Takes effect before the
   * engine is first asked for, once a JVM.
   *
   * @param scratch a directory of this machine, for what is unpacked from a jar
   * @param archive the directory that an archive was unpacked to
   * @throws RunFailedException when the archive holds no libtorch, or the directory for unpacking
   *     cannot be made, or is another user's
   */
  public static synchronized void locate(Path scratch, Optional<Path> archive) {
    String given = Utils.getEnvOrSystemProperty(LIBRARY_PATH);
    Optional<Path> own =
        given != null && !given.isEmpty()
            ? Optional.of(Path.of(given))
            : archive.map(NativeLibrary::inArchive);
    own.ifPresent(NativeLibrary::use);
    if (isUnset(CACHE) && isUnset(ENGINE_CACHE)) {
      // DJL finds an unpacked library by its directory alone, and puts its own glue beside it
      makeDirectory(scratch);
      System.setProperty(CACHE, cache(scratch, own.isPresent()).toString());
    }
  }

  /**
   * Where loading will write, and how much.
   *
   * @param directory there, or to be made
   * @param bytes with some to spare
   */
  public record Unpacking(Path directory, long bytes) {}

  /**
   * What loading will unpack on this machine; makes and loads nothing.
   *
   * @param scratch as in {@link #locate}
   * @param archive whether there is one
   */
  public static Unpacking unpacking(Path scratch, boolean archive) {
    boolean own = archive || !isUnset(LIBRARY_PATH);
    Path cache =
        Stream.of(ENGINE_CACHE, CACHE)
            .filter(name -> !isUnset(name))
            .findFirst()
            .map(name -> Path.of(Utils.getEnvOrSystemProperty(name)))
            .orElseGet(() -> cache(scratch, own));
    // one that is missing has to be made with an owner's rights alone, which only locate does
    Path writable = Files.isDirectory(cache) || !cache.startsWith(scratch) ? cache : scratch;
    return new Unpacking(writable, own || isUnpackedIn(cache) ? GLUE : WHOLE);
  }

  private static Path cache(Path scratch, boolean own) {
    return ofUser(scratch).resolve(own ? "own" : "jar");
  }

  private static Path ofUser(Path scratch) {
    return scratch.toAbsolutePath().resolve("thawline-native-" + System.getProperty("user.name"));
  }

  /** A library is moved there whole. */
  private static boolean isUnpackedIn(Path cache) {
    try (Stream<Path> versions = Files.list(cache.resolve("pytorch"))) {
      return versions.anyMatch(
          version ->
              version.getFileName().toString().startsWith(EngineLoader.PYTORCH + "-")
                  && Files.exists(version.resolve(TORCH)));
    } catch (IOException nothingThere) {
      return false;
    }
  }

  private static boolean isUnset(String name) {
    String value = Utils.getEnvOrSystemProperty(name);
    return value == null || value.isEmpty();
  }

  /** DJL would take the glue for an older C++ library, which does not exist for this version. */
  private static void use(Path directory) {
    if (isUnset(LIBRARY_PATH)) {
      System.setProperty(LIBRARY_PATH, directory.toString());
    }
    if (isUnset("PYTORCH_FLAVOR")) {
      boolean cuda = Files.exists(directory.resolve("libtorch_cuda.so"));
      System.setProperty("PYTORCH_FLAVOR", cuda ? "cu128" : "cpu");
    }
    if (isUnset("PYTORCH_VERSION")) {
      System.setProperty("PYTORCH_VERSION", EngineLoader.PYTORCH);
    }
  }

  private static Path inArchive(Path unpacked) {
    try (Stream<Path> files = Files.walk(unpacked, FileVisitOption.FOLLOW_LINKS)) {
      return files
          .filter(file -> file.endsWith(TORCH))
          .findFirst()
          .map(file -> file.toAbsolutePath().resolveSibling(""))
          .orElseThrow(
              () ->
                  new RunFailedException(
                      "native.archive holds no %s: make it of libtorch %s, such as the directory lib/ of PyTorch's own download, or leave native.archive out"
                          .formatted(TORCH, EngineLoader.PYTORCH)));
    } catch (IOException e) {
      throw new RunFailedException(
          "cannot read what native.archive was unpacked to (%s): check %s"
              .formatted(e.getMessage(), unpacked),
          e);
    }
  }

  /** This user's alone: whoever else could write to it could have any code run. */
  private static void makeDirectory(Path scratch) {
    String user = System.getProperty("user.name");
    Path directory = ofUser(scratch);
    try {
      Files.createDirectories(scratch);
      if (!Files.isDirectory(directory)) {
        makePrivate(directory);
      }
      if (!Files.getOwner(directory).getName().equals(user)
          && !Files.getOwner(directory).equals(Files.getOwner(Path.of("/proc/self")))) {
        throw new RunFailedException(
            "%s belongs to %s: delete it, or let DJL_CACHE_DIR name another directory"
                .formatted(directory, Files.getOwner(directory)));
      }
    } catch (IOException e) {
      throw new RunFailedException(
          "cannot make %s, to unpack libtorch in (%s): let spark.local.dir, or DJL_CACHE_DIR in the environment, name a writable directory with 500 MB free"
              .formatted(directory, e.getMessage()),
          e);
    }
  }

  private static void makePrivate(Path directory) throws IOException {
    try {
      Files.createDirectory(directory, PosixFilePermissions.asFileAttribute(OWNER_ALONE));
    } catch (IOException e) {
      if (!Files.isDirectory(directory)) { // another JVM may have been first
        throw e;
      }
    }
  }

  /** Does what unpacks the library, while no other JVM of this machine does. */
  static <T> T whileLocked(Supplier<T> loading) {
    Path cache = Utils.getEngineCacheDir();
    try {
      Files.createDirectories(cache);
      try (FileChannel file =
          FileChannel.open(
              cache.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
        FileLock lock = file.lock();
        try {
          return loading.get();
        } finally {
          lock.release();
        }
      }
    } catch (FileLockInterruptionException | ClosedByInterruptException e) {
      throw new IllegalStateException("interrupted while another process unpacks libtorch", e);
    } catch (IOException readOnly) {
      return loading.get(); // nothing can be unpacked there, and so nothing be torn
    }
  }
}
