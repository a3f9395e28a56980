package io.thawline.storage;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * A driver's hold of a run. Until it claims the run it holds nothing, and then nothing is refused.
 */
final class Lease implements AutoCloseable {
  private final Volume volume;
  private final Staging staging;
  private volatile Optional<Ownership> ownership = Optional.empty();

  Lease(Volume volume, Staging staging) {
    this.volume = volume;
    this.staging = staging;
  }

  /** Takes the run, waiting where its owner may have died without a word. */
  void claim(Owner owner, Duration patience, Consumer<String> note) throws IOException {
    if (!volume.refusesTakenNames()) {
      note.accept(
          "warning: %s cannot refuse a name that is taken (S3 clients before Hadoop 3.4.2 cannot ask for it): do not start two drivers on this run at the same moment."
              .formatted(volume.location()));
    }
    ownership = Optional.of(new Takeover(volume, staging, owner, patience).claim(note));
  }

  /** Takes a run that nobody has, for sure; does not wait. */
  void claimVacant(Owner owner, Duration patience) throws IOException {
    ownership = Optional.of(new Takeover(volume, staging, owner, patience).claimVacant());
  }

  /** Whether the run was claimed, perhaps to have been lost since. */
  boolean isClaimed() {
    return ownership.isPresent();
  }

  /** The epoch that manifests carry; 0 where the run was not claimed. */
  int epoch() {
    return ownership.map(Ownership::epoch).orElse(0);
  }

  /** Refuses to go on once somebody else has the run. */
  void require() throws IOException {
    if (ownership.isPresent()) {
      ownership.get().require();
    }
  }

  /** Likewise, when something failed that this may explain; what the store does not say is open. */
  void requireAfter(Throwable failure) {
    ownership.ifPresent(held -> held.requireAfter(failure));
  }

  /** Refuses a committed round that counts for nothing. */
  void requireCounts(int round) throws IOException {
    if (ownership.isPresent()) {
      ownership.get().requireCounts(round);
    }
  }

  /** Deletes the records of owners that nobody asks for any more; that it cannot is a warning. */
  void prune() {
    try {
      if (ownership.isPresent()) {
        ownership.get().prune();
      }
    } catch (IOException e) {
      Attempts.warn(volume.describe(Names.OWNER), e);
    }
  }

  /**
   * Moves what lies in the run directory aside. Nobody else gets the run meanwhile.
   *
   * @return where it lies now
   */
  Volume moveAside(Consumer<String> note) throws IOException {
    Owner mover = Owner.here("a driver that moves the run aside");
    Takeover takeover = new Takeover(volume, staging, mover, Duration.ofMinutes(1));
    try (Ownership held = takeover.claim(note)) {
      Volume old = volume.moveAside();
      held.leaveAt(old); // the record moved with the rest
      return old;
    }
  }

  /** Leaves the run to the next driver. */
  @Override
  public void close() {
    ownership.ifPresent(Ownership::close);
  }
}
