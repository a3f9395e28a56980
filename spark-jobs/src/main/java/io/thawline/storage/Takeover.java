package io.thawline.storage;

import io.thawline.errors.OwnedByAnotherDriverException;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * How a driver comes to own a run: it makes sure that the owner before it is gone, and puts the
 * claim of the next epoch in place.
 *
 * <p><b>When is an owner gone?</b> When it said so; when its process is seen to have ended; or when
 * its sign has not changed for its whole patience, measured by the clock of the one who looks. The
 * clocks of two hosts are never compared. The last can be wrong: a paused driver wakes up again.
 * {@link Ownership} says why that does no harm.
 */
final class Takeover {
  private static final long LOOKS = 10L * Ownership.SIGNS;

  private final Volume volume;
  private final Staging staging;
  private final Claims claims;
  private final Owner owner;
  private final Duration patience;

  /**
   * A driver that wants a run.
   *
   * @param patience how long it may give no sign of life before others take the run over
   */
  Takeover(Volume volume, Staging staging, Owner owner, Duration patience) {
    this.volume = volume;
    this.staging = staging;
    this.claims = new Claims(volume);
    this.owner = owner;
    this.patience = patience;
  }

  /**
   * Claims the run, waiting where its owner may have died without a word.
   *
   * @param note told when that takes time
   * @throws OwnedByAnotherDriverException when a driver is alive that has it
   */
  Ownership claim(Consumer<String> note) throws IOException {
    Optional<Ownership> ownership = Optional.empty();
    while (ownership.isEmpty()) {
      int last = claims.lastEpoch();
      if (last > 0) {
        awaitVacancy(last, note);
      }
      ownership = follow(last);
      // the last to have it may be gone, such as a start that came to leave a word alone
      if (ownership.isEmpty() && !isVacant(claims.lastEpoch())) {
        throw claims.owned();
      }
    }
    return ownership.get();
  }

  /**
   * Claims a run that nobody has, for sure; does not wait.
   *
   * @throws OwnedByAnotherDriverException when a driver has it, or may have it
   */
  Ownership claimVacant() throws IOException {
    int last = claims.lastEpoch();
    if (last > 0 && !isVacant(last)) {
      throw claims.owned();
    }
    Optional<Ownership> ownership = follow(last);
    if (ownership.isEmpty()) {
      throw claims.owned();
    }
    return ownership.get();
  }

  /** The ownership after that epoch; empty when another driver was faster. */
  private Optional<Ownership> follow(int last) throws IOException {
    int lastRound = new History(volume).all().size() - 1;
    Claim claim =
        new Claim(
            last + 1,
            Names.newId(),
            owner,
            Math.toIntExact(patience.toSeconds()),
            Claim.extended(claims.fences(), last + 1, lastRound));
    return isAdded(claim)
        ? Optional.of(Ownership.of(volume, staging, claims, claim))
        : Optional.empty();
  }

  /** Whoever gets the epoch clears away what others have begun to write, which then fails. */
  private boolean isAdded(Claim claim) throws IOException {
    try {
      return claims.add(claim, staging);
    } catch (IOException e) {
      if (claims.lastEpoch() < claim.epoch()) {
        throw e;
      }
      return false;
    }
  }

  private void awaitVacancy(int epoch, Consumer<String> note) throws IOException {
    Optional<Claim> claim = claims.find(epoch);
    String first = claims.sign(epoch);
    if (isVacant(claim, first)) {
      return;
    }
    Duration wait = claim.map(c -> Duration.ofSeconds(c.patienceSeconds())).orElse(patience);
    note.accept(
        "Waiting up to %d s for a sign of life from %s"
            .formatted(wait.toSeconds(), claim.map(c -> c.owner().describe()).orElse("the owner")));
    long begin = System.nanoTime();
    while (System.nanoTime() - begin < wait.toNanos()) {
      pause(wait.dividedBy(LOOKS));
      String sign = claims.sign(epoch);
      if (isVacant(claim, sign)) {
        return;
      }
      if (!sign.equals(first)) {
        throw claims.owned();
      }
    }
  }

  private boolean isVacant(int epoch) throws IOException {
    return isVacant(claims.find(epoch), claims.sign(epoch));
  }

  private static boolean isVacant(Optional<Claim> claim, String sign) {
    return sign.equals(Ownership.LEFT) || claim.filter(found -> found.owner().isGone()).isPresent();
  }

  private static void pause(Duration time) {
    try {
      TimeUnit.NANOSECONDS.sleep(time.toNanos());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while waiting for a run's owner", e);
    }
  }
}
