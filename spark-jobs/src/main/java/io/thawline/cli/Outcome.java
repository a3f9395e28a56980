package io.thawline.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * What {@code outcome.json} says, for those who wait for a run and do not see its exit code.
 *
 * @param exitCode of the command; empty while it runs, and for ever where it was killed
 * @param problems empty when the command succeeded
 * @param lastRound the last committed round; empty where none is known
 */
record Outcome(String command, OptionalInt exitCode, List<String> problems, OptionalInt lastRound) {
  static final String FILE = "outcome.json";

  static Outcome running(String command) {
    return new Outcome(command, OptionalInt.empty(), List.of(), OptionalInt.empty());
  }

  static Outcome succeeded(String command, OptionalInt lastRound) {
    return new Outcome(command, OptionalInt.of(0), List.of(), lastRound);
  }

  static Outcome failed(String command, Failure failure, OptionalInt lastRound) {
    return new Outcome(command, OptionalInt.of(failure.exitCode()), failure.problems(), lastRound);
  }

  byte[] toJson() {
    ObjectNode json = new ObjectMapper().createObjectNode();
    json.put("status", status());
    json.put("exit_code", boxed(exitCode));
    json.put("error", problems.isEmpty() ? null : String.join("\n", problems));
    json.put("last_round", boxed(lastRound));
    json.put("command", command);
    return (json.toPrettyString() + "\n").getBytes(StandardCharsets.UTF_8);
  }

  private String status() {
    if (exitCode.isEmpty()) {
      return "running";
    }
    return exitCode.getAsInt() == 0 ? "succeeded" : "failed";
  }

  private static @Nullable Integer boxed(OptionalInt number) {
    return number.isPresent() ? (Integer) number.getAsInt() : null;
  }
}
