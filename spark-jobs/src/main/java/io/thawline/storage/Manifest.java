package io.thawline.storage;

import io.thawline.state.Position;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * One committed round. A round exists when its manifest does.
 *
 * @param format version of this record's form
 * @param epoch of the driver that committed it; 0 where none had claimed the run
 * @param attempt which try at the round this is, unique
 * @param position where the run stands after the round
 * @param seed the run's seed
 * @param record metrics, decision and origin
 * @param networks by name, the file that holds the network's state
 */
public record Manifest(
    int format,
    int epoch,
    String attempt,
    Position position,
    long seed,
    RoundRecord record,
    SortedMap<String, DataFile> networks) {
  /** The form that this version writes and reads. */
  static final int FORMAT = 2;

  /** The metrics that every round but round 0 has, as {@code metrics.jsonl} shows them. */
  static final List<String> REPORTED = List.of("train_loss", "val_loss", "seconds");

  public Manifest {
    Objects.requireNonNull(attempt);
    Objects.requireNonNull(position);
    Objects.requireNonNull(record);
    networks = Collections.unmodifiableSortedMap(new TreeMap<>(networks));
    if (format != FORMAT || position.round() < 0 || networks.isEmpty()) {
      throw new IllegalArgumentException(
          "format %d, %s, networks %s".formatted(format, position, networks.keySet()));
    }
    if (position.round() > 0 && !record.metrics().keySet().containsAll(REPORTED)) {
      throw new IllegalArgumentException(
          "round %d has %s, needs %s"
              .formatted(position.round(), record.metrics().keySet(), REPORTED));
    }
  }

  /** Rounds done; 0 is the state right after the transfer. */
  public int round() {
    return position.round();
  }
}
