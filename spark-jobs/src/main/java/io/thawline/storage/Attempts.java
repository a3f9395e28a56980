package io.thawline.storage;

import java.io.IOException;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Deletes data files that no run will go on from. Files that this package did not name are never
 * touched, and what cannot be deleted is a warning.
 */
final class Attempts {
  private static final Logger LOG = LoggerFactory.getLogger(Attempts.class);

  private final Volume volume;
  private final History history;

  Attempts(Volume volume, History history) {
    this.volume = volume;
    this.history = history;
  }

  /** Keeps the data of these rounds and of the newest; attempts that came to nothing go too. */
  void retain(Set<Integer> rounds) throws IOException {
    Fences fences = history.fences();
    Optional<Manifest> newest = newest(fences);
    if (newest.isEmpty()) {
      return;
    }
    for (String name : volume.list(Names.CHECKPOINTS)) {
      OptionalInt round = Names.roundOfDirectory(name);
      if (round.isPresent() && round.getAsInt() <= newest.get().round()) {
        boolean keep =
            round.getAsInt() == newest.get().round() || rounds.contains(round.getAsInt());
        deleteBut(round.getAsInt(), keep, fences);
      }
    }
  }

  private Optional<Manifest> newest(Fences fences) throws IOException {
    for (int round : history.taken().descendingSet()) {
      Optional<Manifest> manifest = history.find(round, fences);
      if (manifest.isPresent()) {
        return manifest;
      }
    }
    return Optional.empty();
  }

  /** A round whose manifest is torn keeps everything: its data may be all that is left of it. */
  private void deleteBut(int round, boolean keepCommitted, Fences fences) throws IOException {
    Optional<Manifest> manifest = history.find(round, fences);
    if (manifest.isEmpty()) {
      return;
    }
    for (String attempt : volume.list(Names.roundDirectory(round))) {
      boolean committed = attempt.equals(manifest.get().attempt());
      if (Names.isAttempt(attempt) && !(committed && keepCommitted)) {
        delete(round, attempt);
      }
    }
  }

  /** Deletes the data files of one attempt, and its directories where nothing else lies in them. */
  void delete(int round, String attempt) {
    String directory = Names.attemptDirectory(round, attempt);
    try {
      for (String file : volume.list(directory)) {
        if (Names.isData(file)) {
          volume.delete(directory + "/" + file);
        }
      }
      deleteIfEmpty(directory);
      deleteIfEmpty(Names.roundDirectory(round));
    } catch (IOException e) {
      warn(volume.describe(directory), e);
    }
  }

  static void warn(String location, IOException cause) {
    LOG.warn("Cannot clear {}: {}", location, Failures.reason(cause));
  }

  private void deleteIfEmpty(String directory) throws IOException {
    if (volume.list(directory).isEmpty()) {
      volume.delete(directory);
    }
  }
}
