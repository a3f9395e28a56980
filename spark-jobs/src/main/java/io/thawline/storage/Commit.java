package io.thawline.storage;

import io.thawline.errors.OwnedByAnotherDriverException;
import io.thawline.state.NetworkState;
import io.thawline.state.RoundState;
import java.io.IOException;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One commit: data files, then the manifest, put in place by an operation that refuses a taken
 * name. At every moment a reader sees the rounds before it, or those and this one.
 */
final class Commit {
  private static final Logger LOG = LoggerFactory.getLogger(Commit.class);

  private final Volume volume;
  private final History history;
  private final Staging staging;
  private final Attempts attempts;
  private final Lease lease;
  private final int round;
  private final String attempt = Names.newId();

  Commit(
      Volume volume, History history, Staging staging, Attempts attempts, Lease lease, int round) {
    this.volume = volume;
    this.history = history;
    this.staging = staging;
    this.attempts = attempts;
    this.lease = lease;
    this.round = round;
  }

  Manifest run(RoundRecord record, RoundState state) {
    try {
      return place(record, state);
    } catch (RuntimeException failure) {
      // a driver that lost the run fails in many ways, its files being somebody else's now
      lease.requireAfter(failure);
      throw failure;
    }
  }

  private Manifest place(RoundRecord record, RoundState state) {
    Manifest manifest;
    String staged;
    try {
      lease.require();
      NavigableSet<Integer> unusable = unusableFrom(round);
      manifest = writeData(record, state);
      byte[] text = ManifestCodec.write(manifest);
      lease.require();
      setAside(unusable);
      staged = staging.stage(out -> out.write(text));
    } catch (IOException e) {
      attempts.delete(round, attempt);
      throw Failures.cannotWrite("round " + round, volume.location(), e);
    }
    publish(staged, manifest);
    requireCounts();
    return manifest;
  }

  /** The manifest is in place, but void where another driver took the run over before. */
  private void requireCounts() {
    try {
      lease.requireCounts(round);
    } catch (IOException e) {
      throw new CommitStateUnknownException(volume.location(), round, e);
    }
  }

  /**
   * Names of this and later rounds that are taken by something that no run can go on from, so that
   * they may be taken anew.
   *
   * @throws OwnedByAnotherDriverException when somebody else is further, or moved the run away
   */
  private NavigableSet<Integer> unusableFrom(int round) throws IOException {
    NavigableSet<Integer> taken = history.taken().tailSet(round, true);
    if (!taken.isEmpty()) {
      Optional<Manifest> latest = history.latest();
      if (latest.isPresent() && latest.get().round() >= round) {
        throw ownedByAnother();
      }
    }
    if (round > 0 && history.find(round - 1).isEmpty()) {
      throw new OwnedByAnotherDriverException(
          "Round %d of %s is gone, so round %d cannot follow it: another driver moved the run. Start again, or choose another run.dir."
              .formatted(round - 1, volume.location(), round));
    }
    return taken;
  }

  private Manifest writeData(RoundRecord record, RoundState state) throws IOException {
    SortedMap<String, DataFile> files = new TreeMap<>();
    for (Map.Entry<String, NetworkState> network : state.networks().entrySet()) {
      String path = Names.data(round, attempt, network.getKey());
      files.put(network.getKey(), StateFiles.write(volume, path, network.getValue()));
    }
    return new Manifest(
        Manifest.FORMAT, lease.epoch(), attempt, state.position(), state.seed(), record, files);
  }

  /** From the last one down, so that a crash in between leaves no gap. */
  private void setAside(NavigableSet<Integer> rounds) throws IOException {
    for (int unusable : rounds.descendingSet()) {
      String aside = Names.setAside(unusable, attempt);
      LOG.warn("Round {} is unusable: its manifest moves to {}", unusable, volume.describe(aside));
      volume.publish(Names.manifest(unusable), aside);
    }
  }

  private void publish(String staged, Manifest manifest) {
    boolean placed;
    try {
      placed = volume.publish(staged, Names.manifest(round));
    } catch (IOException e) {
      settle(staged, manifest, e);
      return;
    }
    if (!placed) {
      settleRefusal(staged, manifest);
    }
  }

  /**
   * A client that asks again after a lost answer is refused by its own first request; and a driver
   * that had lost the run may have come in between, whose manifest counts for nothing.
   */
  private void settleRefusal(String staged, Manifest manifest) {
    try {
      Optional<byte[]> found = volume.contents(Names.manifest(round));
      if (found.isPresent() && isOurs(found.get(), manifest)) {
        staging.discard(staged);
        return;
      }
      lease.require();
      if (found.isPresent() && lease.isClaimed() && history.find(round).isEmpty()) {
        setAside(new TreeSet<>(Set.of(round)));
        publish(staged, manifest);
        return;
      }
    } catch (IOException e) {
      throw new CommitStateUnknownException(volume.location(), round, e);
    }
    staging.discard(staged);
    attempts.delete(round, attempt);
    throw ownedByAnother();
  }

  /**
   * Finds out what became of a publication that failed. The staged file is taken away first: where
   * a store moves it into place, a request still on its way can then no longer take effect.
   */
  private void settle(String staged, Manifest manifest, IOException failure) {
    boolean withdrawn;
    Optional<byte[]> found;
    try {
      withdrawn = volume.delete(staged) && volume.isRevocable();
      found = volume.contents(Names.manifest(round));
    } catch (IOException e) {
      failure.addSuppressed(e);
      throw new CommitStateUnknownException(volume.location(), round, failure);
    }
    if (found.isPresent() && isOurs(found.get(), manifest)) {
      return;
    } else if (found.isPresent()) {
      attempts.delete(round, attempt);
      throw ownedByAnother();
    } else if (withdrawn) {
      attempts.delete(round, attempt);
      throw Failures.cannotWrite("round " + round, volume.location(), failure);
    } else {
      throw new CommitStateUnknownException(volume.location(), round, failure);
    }
  }

  private boolean isOurs(byte[] found, Manifest manifest) {
    return ManifestCodec.read(found, volume.describe(Names.manifest(round)))
        .filter(there -> there.attempt().equals(manifest.attempt()))
        .isPresent();
  }

  private OwnedByAnotherDriverException ownedByAnother() {
    return new OwnedByAnotherDriverException(
        "Round %d of %s was committed by another driver: wait until that one is done, or choose another run.dir."
            .formatted(round, volume.location()));
  }
}
