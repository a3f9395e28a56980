package io.thawline.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * What {@code outcome.json} says, for those who wait for a run and do not see its exit code.
 *
 * @param exitCode of the command; empty while it runs, and for ever where it was killed
 * @param problems empty when the command succeeded
 * @param lastRound the last committed round; empty where none is known
 * @param submission who waits for it, where the launcher started it on a cluster; else empty
 */
record Outcome(
    String command,
    OptionalInt exitCode,
    List<String> problems,
    OptionalInt lastRound,
    String submission) {
  static final String FILE = "outcome.json";

  /** The setting of Spark by which the launcher tells a driver elsewhere its submission. */
  private static final String SUBMISSION = "spark.thawline.submission";

  private Outcome(
      String command, OptionalInt exitCode, List<String> problems, OptionalInt lastRound) {
    this(command, exitCode, problems, lastRound, System.getProperty(SUBMISSION, ""));
  }

  /** The file of an outcome that must not replace that of the run's owner. */
  static String fileBeside(String submission) {
    return "outcome-" + submission + ".json";
  }

  static Outcome running(String command) {
    return new Outcome(command, OptionalInt.empty(), List.of(), OptionalInt.empty());
  }

  static Outcome succeeded(String command, OptionalInt lastRound) {
    return new Outcome(command, OptionalInt.of(0), List.of(), lastRound);
  }

  static Outcome failed(String command, Failure failure, OptionalInt lastRound) {
    return new Outcome(command, OptionalInt.of(failure.exitCode()), failure.problems(), lastRound);
  }

  static Outcome interrupted(String command, OptionalInt lastRound) {
    String after = lastRound.isPresent() ? " after round " + lastRound.getAsInt() : "";
    String what = "stopped by a signal%s: start the same command again to go on".formatted(after);
    return new Outcome(command, OptionalInt.of(Failure.STOPPED), List.of(what), lastRound);
  }

  /** What a file says; empty when it is none of a submission's. */
  static Optional<Outcome> of(String submission, byte[] json) {
    try {
      JsonNode said = new ObjectMapper().readTree(json);
      if (!said.path("submission").asText().equals(submission)) {
        return Optional.empty();
      }
      return Optional.of(
          new Outcome(
              said.path("command").asText(),
              number(said.path("exit_code")),
              said.path("error").asText("").lines().toList(),
              number(said.path("last_round")),
              submission));
    } catch (IOException torn) {
      return Optional.empty();
    }
  }

  private static OptionalInt number(JsonNode node) {
    return node.isInt() ? OptionalInt.of(node.asInt()) : OptionalInt.empty();
  }

  byte[] toJson() {
    ObjectNode json = new ObjectMapper().createObjectNode();
    json.put("status", status());
    json.put("exit_code", boxed(exitCode));
    json.put("error", problems.isEmpty() ? null : String.join("\n", problems));
    json.put("last_round", boxed(lastRound));
    json.put("command", command);
    if (!submission.isEmpty()) {
      json.put("submission", submission);
    }
    return (json.toPrettyString() + "\n").getBytes(StandardCharsets.UTF_8);
  }

  private String status() {
    if (exitCode.isEmpty()) {
      return "running";
    }
    return switch (exitCode.getAsInt()) {
      case 0 -> "succeeded";
      case Failure.STOPPED -> "interrupted";
      default -> "failed";
    };
  }

  private static @Nullable Integer boxed(OptionalInt number) {
    return number.isPresent() ? (Integer) number.getAsInt() : null;
  }
}
