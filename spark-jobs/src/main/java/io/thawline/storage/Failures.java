package io.thawline.storage;

import io.thawline.errors.RunFailedException;
import io.thawline.errors.UserException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.util.Locale;
import org.apache.hadoop.security.AccessControlException;

/** Turns what a file system says into one line that a user can act on. */
final class Failures {
  private Failures() {}

  static RunFailedException cannotWrite(String what, String where, IOException cause) {
    return new RunFailedException(
        "Cannot write %s to %s: %s. %s, then start the same command again: what was committed is kept."
            .formatted(what, where, reason(cause), remedy(cause)),
        cause);
  }

  private static RunFailedException cannotRead(String where, IOException cause) {
    return new RunFailedException(
        "Cannot read %s: %s. Mend the disk or the cluster, then start the same command again."
            .formatted(where, reason(cause)),
        cause);
  }

  /** Something that is read from a store. */
  @FunctionalInterface
  interface Reading<T> {
    T read() throws IOException;
  }

  /**
   * What a reading gives.
   *
   * @throws RunFailedException when the store fails
   */
  static <T> T reading(String where, Reading<T> reading) {
    try {
      return reading.read();
    } catch (IOException e) {
      throw cannotRead(where, e);
    }
  }

  /** What to do about it, without a full stop. */
  static String remedy(IOException cause) {
    if (isDenied(cause)) {
      return "Make it writable for this user or choose another run.dir";
    }
    if (isFull(cause)) {
      return "Free space there or choose another run.dir";
    }
    if (cause instanceof NoSuchFileException || cause instanceof FileAlreadyExistsException) {
      return "Choose another run.dir";
    }
    return "Mend the disk or the cluster";
  }

  /** What to add where Hadoop lacks the jars for an address: a Spark may come without them. */
  static String missingClient(Throwable failure) {
    return UserException.firstLine(failure).contains("ClassNotFoundException")
        ? "; this Spark lacks the client for it, which for s3a:// is hadoop-aws of its Hadoop's version"
        : "";
  }

  static boolean isDenied(IOException cause) {
    return cause instanceof AccessDeniedException
        || cause instanceof AccessControlException
        || says(cause, "permission denied")
        || says(cause, "read-only file system");
  }

  private static boolean isFull(IOException cause) {
    return says(cause, "no space left")
        || says(cause, "quota")
        || says(cause, "could only be written to 0");
  }

  private static boolean says(IOException cause, String words) {
    return reason(cause).toLowerCase(Locale.ROOT).contains(words);
  }

  /** The first line of a message: Hadoop's carry the server's stack trace in the others. */
  static String reason(Throwable cause) {
    if (cause instanceof AccessDeniedException || cause instanceof AccessControlException) {
      return "permission denied";
    }
    return message(cause)
        .lines()
        .findFirst()
        .map(line -> line.endsWith(".") ? line.substring(0, line.length() - 1) : line)
        .orElse(cause.getClass().getSimpleName());
  }

  /**
   * The JDK's own exceptions say the kind of the failure by their type and only the path in words.
   */
  private static String message(Throwable cause) {
    if (cause instanceof NoSuchFileException) {
      return "no such file or directory";
    }
    if (cause instanceof FileAlreadyExistsException) {
      return "a file of that name is in the way";
    }
    String reason =
        cause instanceof FileSystemException failure ? failure.getReason() : cause.getMessage();
    return reason == null ? "" : reason;
  }
}
