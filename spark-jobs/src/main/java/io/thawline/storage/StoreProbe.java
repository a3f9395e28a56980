package io.thawline.storage;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.thawline.errors.UserException;
import io.thawline.host.HostReport;
import java.io.IOException;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;

/**
 * Tries, where it is called, all that a run does to its directory: write, read, commit, list,
 * delete. A commit is tried as one is made: a file put in place, where a taken name is refused.
 */
public final class StoreProbe {
  private static final String HEADING = "store";

  private final Volume volume;
  private final HostReport report;
  private final Staging staging;
  private final StringBuilder allowed = new StringBuilder();

  private StoreProbe(Volume volume, HostReport report) {
    this.volume = volume;
    this.report = report;
    this.staging = new Staging(volume);
  }

  /**
   * Notes what the location allows, which is made where it is not there. A store that cannot be
   * written, read or committed to is a problem; a run can live with one that does not list or
   * delete.
   */
  public static void describe(String location, Configuration configuration, HostReport report) {
    try {
      describe(Volumes.at(location, configuration), report);
    } catch (IOException | RuntimeException failed) { // what Hadoop throws without a client's jar
      report.fact(HEADING, "failed");
      report.problem(
          "cannot use %s (%s%s)"
              .formatted(location, UserException.firstLine(failed), Failures.missingClient(failed)),
          "name a directory that every executor can write to, and check credentials and permissions"
              + " there");
    }
  }

  static void describe(Volume volume, HostReport report) throws IOException {
    volume.createRoot();
    StoreProbe probe = new StoreProbe(volume, report);
    String first = probe.write("first");
    String second = probe.write("second");
    String placed = probe.staging.newName();
    probe.commit(first, second, placed);
    probe.list(placed);
    probe.delete(second, placed);
    report.fact(HEADING, probe.allowed.toString().strip());
  }

  private String write(String contents) throws IOException {
    byte[] bytes = contents.getBytes(UTF_8);
    String name = staging.stage(out -> out.write(bytes));
    requireContents(name, contents);
    return name;
  }

  private void requireContents(String name, String contents) throws IOException {
    Optional<String> found = volume.contents(name).map(bytes -> new String(bytes, UTF_8));
    if (!found.equals(Optional.of(contents))) {
      throw new IOException("it gives back other bytes than were written");
    }
  }

  private void commit(String first, String second, String placed) throws IOException {
    boolean committed = volume.publish(first, placed);
    boolean replaced = volume.publish(second, placed);
    if (!committed || replaced) {
      throw new IOException("it does not refuse a name that is taken");
    }
    requireContents(placed, "first");
    allowed.append("write read commit");
    if (!volume.refusesTakenNames()) {
      report.warning(
          volume.location() + " cannot refuse a name that two drivers take at one moment",
          "do not start two drivers on one run at the same moment, or use Hadoop 3.4.2 or later");
    }
  }

  private void list(String placed) {
    try {
      if (volume.list("").contains(placed)) {
        allowed.append(" list");
        return;
      }
      report.warning(
          volume.location() + " does not list a new file at once", "old rounds may stay there");
    } catch (IOException denied) {
      report.warning(
          "may not list %s (%s)".formatted(volume.location(), Failures.reason(denied)),
          "old rounds will stay there");
    }
  }

  private void delete(String... leftovers) {
    try {
      for (String leftover : leftovers) {
        volume.delete(leftover);
      }
      allowed.append(" delete");
    } catch (IOException denied) {
      report.warning(
          "may not delete from %s (%s)".formatted(volume.location(), Failures.reason(denied)),
          "old rounds will stay there; delete %s yourself"
              .formatted(String.join(" and ", leftovers)));
    }
  }
}
