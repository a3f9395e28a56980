package io.thawline.cluster;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Puts into words what Spark tells of an executor that died under its tasks. */
public final class LostExecutor {
  private static final Pattern LOST =
      Pattern.compile(
          "(?s).*?(?:\\(TID \\d+\\) \\((\\S+) executor (\\S+?)\\).*?)?ExecutorLostFailure(.*)");
  private static final Pattern KILLED =
      Pattern.compile(
          "(?is).*(exit(ed|s)?[ a-z]*(code|status):? 137|OOMKilled|\\(OOM\\)|exceeding (physical|virtual|memory)).*");
  private static final Pattern CRASHED =
      Pattern.compile("(?is).*exit(?:ed|s)?[ a-z]*(?:code|status):? (13[2-9]).*");
  private static final Pattern GONE =
      Pattern.compile("(?is).*(Remote RPC client disassociated|heartbeat timed out).*");
  private static final int DEEPEST = 50;

  private LostExecutor() {}

  /** One line with cause and remedy; empty when the failure is no lost executor. */
  public static Optional<String> explain(Throwable failure) {
    return Stream.iterate(failure, cause -> cause != null, Throwable::getCause)
        .limit(DEEPEST)
        .map(cause -> LOST.matcher(String.valueOf(cause.getMessage())))
        .filter(Matcher::matches)
        .map(LostExecutor::line)
        .findFirst();
  }

  private static String line(Matcher lost) {
    String where =
        lost.group(1) == null
            ? "an executor"
            : "executor " + lost.group(2) + " on " + lost.group(1);
    return where + " " + cause(lost.group(3));
  }

  private static String cause(String reason) {
    Matcher crashed = CRASHED.matcher(reason);
    if (KILLED.matcher(reason).matches()) {
      return "was killed (exit code 137): most likely it used more memory than its container or machine has. Give it more beside its heap (spark.executor.memoryOverhead), or lower data.batch_size";
    } else if (crashed.matches()) {
      return "crashed in native code (exit code %s): run thawline doctor, and look for hs_err_pid*.log in the executor's working directory"
          .formatted(crashed.group(1));
    } else if (GONE.matcher(reason).matches()) {
      return "vanished without a word: it was killed, most likely for lack of memory (spark.executor.memoryOverhead), or its machine is unreachable";
    }
    return "was lost: " + reason.strip().lines().findFirst().orElse("no reason given");
  }
}
