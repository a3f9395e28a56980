package io.thawline.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.OptionalInt;

/**
 * What {@code outcome.json} says, for those who wait for a run and do not see its exit code.
 *
 * @param problems empty when the command succeeded
 * @param lastRound the last committed round; empty where none is known
 */
record Outcome(String command, int exitCode, List<String> problems, OptionalInt lastRound) {
  static final String FILE = "outcome.json";

  byte[] toJson() {
    ObjectNode json = new ObjectMapper().createObjectNode();
    json.put("status", exitCode == 0 ? "succeeded" : "failed");
    json.put("exit_code", exitCode);
    json.put("error", problems.isEmpty() ? null : String.join("\n", problems));
    json.put("last_round", lastRound.isPresent() ? (Integer) lastRound.getAsInt() : null);
    json.put("command", command);
    return (json.toPrettyString() + "\n").getBytes(StandardCharsets.UTF_8);
  }
}
