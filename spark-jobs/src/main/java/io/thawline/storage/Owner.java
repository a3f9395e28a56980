package io.thawline.storage;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/**
 * A driver, as it tells of itself to others that would go on with its run.
 *
 * @param host where it runs
 * @param application its id in Spark
 * @param since when it took the run over, by its own clock; for people alone
 * @param processes which table of processes {@code process} stands in: one start of one machine,
 *     and one container of it; empty where that is not known
 * @param process its number in that table
 * @param started when that process began, in ticks since the machine's start
 */
record Owner(
    String host, String application, String since, String processes, long process, String started) {
  private static final Path PROC = Path.of("/proc");
  private static final int FIRST_PROCESS = 1;
  private static final int STARTED = 19;

  /** The driver that runs in this process. */
  static Owner here(String application) {
    long process = ProcessHandle.current().pid();
    return new Owner(
        hostName(),
        application,
        Instant.now().truncatedTo(ChronoUnit.SECONDS).toString(),
        processesHere(),
        process,
        startOf(process).orElse(""));
  }

  /**
   * Whether its process has ended, for sure: only a process of this very table can be seen to be
   * gone.
   */
  boolean isGone() {
    return !processes.isEmpty()
        && !started.isEmpty()
        && processes.equals(processesHere())
        && startOf(FIRST_PROCESS).isPresent() // else the processes of others are hidden from us
        && !startOf(process).equals(Optional.of(started));
  }

  String describe() {
    return "%s on %s (process %d) since %s".formatted(application, host, process, since);
  }

  private static String hostName() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      return "an unnamed host";
    }
  }

  private static String processesHere() {
    try {
      return Files.readString(PROC.resolve("sys/kernel/random/boot_id")).strip()
          + " "
          + Files.readSymbolicLink(PROC.resolve("self/ns/pid"));
    } catch (IOException e) {
      return "";
    }
  }

  /** Empty for a process that ended, also where nobody has asked for its exit code yet. */
  private static Optional<String> startOf(long process) {
    try {
      String stat = Files.readString(PROC.resolve(process + "/stat"));
      // the name before may hold anything, a parenthesis too
      String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
      return fields[0].equals("Z") || fields[0].equals("X")
          ? Optional.empty()
          : Optional.of(fields[STARTED]);
    } catch (IOException e) {
      return Optional.empty();
    }
  }
}
