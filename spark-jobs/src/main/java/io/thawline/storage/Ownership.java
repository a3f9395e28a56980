package io.thawline.storage;

import io.thawline.errors.OwnedByAnotherDriverException;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One driver a run. Whoever goes on with a run claims it, by a {@link Takeover}: {@code
 * owner/epoch-N.json}, put in place by an operation that fails where the name is taken, so that of
 * several drivers exactly one gets an epoch. While it lives it rewrites {@code owner/epoch-N.sign}
 * several times within its patience; at its end it writes there that it left.
 *
 * <p><b>Why it does no harm that an owner is held for gone who is not.</b> A claim holds the last
 * round that its driver found committed, and a manifest holds the epoch of its driver. A manifest
 * counts only while no later epoch found less than its round ({@link Fences}). So the one act that
 * puts a claim in place also makes void whatever an earlier driver commits beyond that round, no
 * matter whether its manifest comes later, came between the look and the claim, or is on its way.
 * What such a driver put under the name of a round is moved aside by the next commit of that round,
 * and if it comes between that look and the commit, the commit moves it and tries again: an earlier
 * driver tries once. It looks for later claims before a commit and after it, and so stops at the
 * first.
 *
 * <p>An earlier driver that is stopped just before it moves a torn manifest aside may, when it
 * wakes up, move the good one that took its place. That round is then missing, the new owner's next
 * commit says so, and the next start goes on before it: a round is lost, none is wrong. Where a
 * store cannot refuse a taken name, two claims of one moment may both be written; the one that is
 * overwritten finds out at its next sign or commit.
 */
final class Ownership implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Ownership.class);

  /** The last sign of life. */
  static final String LEFT = "left";

  /** Signs of life within an owner's patience. */
  static final int SIGNS = 6;

  /** A signal leaves eight seconds for all that a driver has to say. */
  private static final Duration LEAVING = Duration.ofSeconds(5);

  private final Volume volume;
  private final Staging staging;
  private final Claims claims;
  private final Claim claim;

  /** All signs come from one thread, so that none can follow the last; no other waits for it. */
  private final ScheduledExecutorService signs =
      Executors.newSingleThreadScheduledExecutor(Ownership::signing);

  private volatile boolean left;
  private long count;

  private Ownership(Volume volume, Staging staging, Claims claims, Claim claim) {
    this.volume = volume;
    this.staging = staging;
    this.claims = claims;
    this.claim = claim;
  }

  private static Thread signing(Runnable work) {
    Thread thread = new Thread(work, "thawline-owner");
    thread.setDaemon(true);
    return thread;
  }

  /** The run, for whoever put that claim in place; gives signs of life from now on. */
  static Ownership of(Volume volume, Staging staging, Claims claims, Claim claim) {
    Ownership ownership = new Ownership(volume, staging, claims, claim);
    ownership.giveSigns();
    return ownership;
  }

  private void giveSigns() {
    long period = TimeUnit.SECONDS.toMillis(claim.patienceSeconds()) / SIGNS;
    giveSign();
    Future<?> unused = // ends with the executor
        signs.scheduleAtFixedRate(this::giveSign, period, period, TimeUnit.MILLISECONDS);
  }

  private void giveSign() {
    try {
      if (claims.lastEpoch() == claim.epoch()) {
        claims.sign(claim.epoch(), Long.toString(++count), staging);
      }
    } catch (IOException | RuntimeException e) {
      LOG.warn(
          "Cannot tell others that {} has an owner: {}", volume.location(), Failures.reason(e));
    }
  }

  /** The epoch that this driver's manifests carry. */
  int epoch() {
    return claim.epoch();
  }

  /**
   * Refuses to go on once somebody else has the run.
   *
   * @throws OwnedByAnotherDriverException naming the owner
   */
  void require() throws IOException {
    if (left) {
      throw new IllegalStateException("this driver has left " + volume.location());
    }
    if (claims.lastEpoch() != claim.epoch() || !claims.isTheOne(claim)) {
      throw claims.owned();
    }
  }

  /**
   * Refuses to go on once somebody else has the run, when something failed that this may explain.
   */
  void requireAfter(Throwable failure) {
    try {
      require();
    } catch (IOException e) {
      failure.addSuppressed(e);
    }
  }

  /**
   * Refuses a committed round that counts for nothing.
   *
   * @throws OwnedByAnotherDriverException naming the owner
   */
  void requireCounts(int round) throws IOException {
    if (claims.fences().exclude(claim.epoch(), round) || !claims.isTheOne(claim)) {
      throw claims.owned();
    }
  }

  /** Deletes the records of owners that nobody asks for any more. */
  void prune() throws IOException {
    claims.prune(claim.epoch());
  }

  /** Leaves the run to the next, who need not wait; this driver writes nothing there any more. */
  @Override
  public void close() {
    leaveAt(volume);
  }

  /** As {@link #close}, for a run that lies elsewhere by now. */
  void leaveAt(Volume place) {
    if (left) {
      return;
    }
    left = true;
    Future<?> word = signs.submit(() -> giveLastSign(place));
    signs.shutdown();
    try {
      word.get(LEAVING.toSeconds(), TimeUnit.SECONDS);
    } catch (TimeoutException | ExecutionException e) {
      LOG.warn("Cannot tell others that {} is free: it does not answer", place.location());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void giveLastSign(Volume place) {
    try {
      Claims there = new Claims(place);
      if (there.isTheOne(claim)) {
        there.sign(claim.epoch(), LEFT, new Staging(place));
      }
    } catch (IOException | RuntimeException e) {
      LOG.warn("Cannot tell others that {} is free: {}", place.location(), Failures.reason(e));
    }
  }
}
