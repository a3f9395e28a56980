package io.thawline.storage;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.thawline.errors.UserException;
import io.thawline.host.HostReport;
import java.io.IOException;
import java.util.UUID;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/** Tries, where it is called, all that a run does to its directory: write, read, list, delete. */
public final class StoreProbe {
  private static final byte[] CONTENTS = "thawline".getBytes(UTF_8);
  private static final String HEADING = "store";

  private StoreProbe() {}

  /**
   * Notes what the location allows, which is made where it is not there. A store that cannot be
   * written or read is a problem; a run can live with one that does not list or delete.
   */
  public static void describe(String location, Configuration configuration, HostReport report) {
    Path directory = new Path(location);
    Path probe = new Path(directory, ".thawline-doctor-" + UUID.randomUUID());
    try {
      FileSystem files = directory.getFileSystem(configuration);
      write(files, probe);
      read(files, probe);
      StringBuilder allowed = new StringBuilder("write read");
      list(files, directory, probe, allowed, report);
      delete(files, probe, allowed, report);
      report.fact(HEADING, allowed.toString());
    } catch (IOException | RuntimeException failed) { // what Hadoop throws without a client's jar
      report.fact(HEADING, "failed");
      report.problem(
          "cannot use %s (%s%s)"
              .formatted(location, UserException.firstLine(failed), Failures.missingClient(failed)),
          "name a directory that every executor can write to, and check credentials and permissions there");
    }
  }

  private static void write(FileSystem files, Path probe) throws IOException {
    try (FSDataOutputStream out = files.create(probe, false)) {
      out.write(CONTENTS);
    }
  }

  private static void read(FileSystem files, Path probe) throws IOException {
    byte[] found = new byte[CONTENTS.length];
    try (FSDataInputStream in = files.open(probe)) {
      in.readFully(0, found);
    }
    if (!new String(found, UTF_8).equals(new String(CONTENTS, UTF_8))) {
      throw new IOException("it gives back other bytes than were written");
    }
  }

  private static void list(
      FileSystem files, Path directory, Path probe, StringBuilder allowed, HostReport report) {
    try {
      for (FileStatus file : files.listStatus(directory)) {
        if (file.getPath().getName().equals(probe.getName())) {
          allowed.append(" list");
          return;
        }
      }
      report.warning(directory + " does not list a new file at once", "old rounds may stay there");
    } catch (IOException denied) {
      report.warning(
          "may not list %s (%s)".formatted(directory, UserException.firstLine(denied)),
          "old rounds will stay there");
    }
  }

  private static void delete(
      FileSystem files, Path leftover, StringBuilder allowed, HostReport report) {
    try {
      if (files.delete(leftover, false)) {
        allowed.append(" delete");
        return;
      }
      report.warning("could not delete " + leftover, "old rounds will stay; delete it yourself");
    } catch (IOException denied) {
      report.warning(
          "may not delete %s (%s)".formatted(leftover, UserException.firstLine(denied)),
          "old rounds will stay; delete it yourself");
    }
  }
}
