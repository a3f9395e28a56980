package io.thawline.storage;

import io.thawline.errors.ConfigurationException;
import io.thawline.errors.UserException;
import io.thawline.state.RoundState;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.apache.hadoop.conf.Configuration;

/**
 * One run directory, on a local disk, on HDFS or on S3. A round exists when its manifest does:
 * readers trust nothing else, and a process or a machine that dies at any moment leaves the round
 * before or the round itself, never a part of it.
 *
 * <p>Failures of the store arrive as {@link UserException}s of one line. Safe for use by several
 * threads.
 */
public final class RunStore implements AutoCloseable {
  private final Volume volume;
  private final History history;
  private final Staging staging;
  private final Attempts attempts;
  private final Lease lease;

  RunStore(Volume volume) {
    this.volume = volume;
    this.history = new History(volume);
    this.staging = new Staging(volume);
    this.attempts = new Attempts(volume, history);
    this.lease = new Lease(volume, staging);
  }

  /** Writes the contents of a file. */
  @FunctionalInterface
  public interface Content {
    void writeTo(OutputStream out) throws IOException;
  }

  /**
   * Opens a run directory for writing, making it where it is missing, and tries a commit of an
   * empty file in it, so that a directory that cannot take one is refused before anything is
   * trained.
   *
   * @param location a path, or a {@code file:}, {@code hdfs:} or {@code s3a:} address; a path
   *     without a scheme lies on the default file system of the configuration
   * @throws ConfigurationException when it cannot serve as a run directory
   */
  public static RunStore open(String location, Configuration configuration) {
    Volume volume = Volumes.at(location, configuration);
    RunStore store = new RunStore(volume);
    try {
      volume.createRoot();
      store.staging.tryOut();
    } catch (IOException e) {
      throw new ConfigurationException(
          "Cannot write to run.dir %s: %s. %s."
              .formatted(volume.location(), Failures.reason(e), Failures.remedy(e)),
          e);
    }
    return store;
  }

  /**
   * The contents of a small file of a run directory; empty when there is none. Makes and changes
   * nothing there.
   */
  public static Optional<byte[]> readFile(
      String location, String name, Configuration configuration) {
    return new RunStore(Volumes.at(location, configuration)).readFile(name);
  }

  /**
   * Makes this driver the run's only one, until it closes the store. Rounds that are committed from
   * now on carry its epoch, and a driver that had the run before can commit none that counts.
   *
   * @param application its id in Spark, for others to read
   * @param patience how long it may give no sign of life before others take the run over; whole
   *     seconds
   * @param note told what a user should know of the run's owner or of the store
   * @throws io.thawline.errors.OwnedByAnotherDriverException when another driver has it, by name
   * @throws io.thawline.errors.RunFailedException when the store cannot be read or written to
   */
  public void claim(String application, Duration patience, Consumer<String> note) {
    claim(Owner.here(application), patience, note);
  }

  void claim(Owner owner, Duration patience, Consumer<String> note) {
    try {
      lease.claim(owner, patience, note);
      discardLeftovers();
      lease.prune();
    } catch (IOException e) {
      throw Failures.cannotWrite("the owner's record", volume.location(), e);
    }
  }

  /**
   * Likewise, for a moment and without waiting: to leave a word in a run that nobody has.
   *
   * @throws io.thawline.errors.OwnedByAnotherDriverException when another driver has it, or may
   *     have it
   */
  public void claimVacant(String application, Duration patience) {
    try {
      lease.claimVacant(Owner.here(application), patience);
    } catch (IOException e) {
      throw Failures.cannotWrite("the owner's record", volume.location(), e);
    }
  }

  /**
   * Asks whether a failure has its cause in that somebody else has the run by now. What the store
   * does not say is left open.
   *
   * @throws io.thawline.errors.OwnedByAnotherDriverException when another driver took the run over
   */
  public void requireOwnerAfter(Throwable failure) {
    lease.requireAfter(failure);
  }

  /**
   * Leaves the run to the next driver, if this one claimed it. Where it did, the store can no
   * longer be written to.
   */
  @Override
  public void close() {
    lease.close();
  }

  /** Whether this driver claimed the run, perhaps to have lost it since. */
  public boolean isClaimed() {
    return lease.isClaimed();
  }

  /** Whether files are put in place by renaming them; else a file appears whole when closed. */
  public boolean hasRename() {
    return volume.isRevocable();
  }

  /** The run directory as a user would write it. */
  public String location() {
    return volume.location();
  }

  /**
   * Commits the round at which the state stands. When this returns, the round survives a crash;
   * when it throws anything but {@link CommitStateUnknownException}, the round is not committed.
   *
   * @throws io.thawline.errors.OwnedByAnotherDriverException when that round is there already, or
   *     another driver took the run over
   * @throws io.thawline.errors.RunFailedException when the store cannot be written to
   * @throws CommitStateUnknownException when the store does not say what became of it
   */
  public Manifest commit(RoundRecord record, RoundState state) {
    int round = state.position().round();
    return new Commit(volume, history, staging, attempts, lease, round).run(record, state);
  }

  /** The committed rounds in order, from 0 up to the first that is missing or torn. */
  public List<Manifest> manifests() {
    return read(history::all);
  }

  /**
   * The last round that a run can go on from: one whose data files are all there and match their
   * SHA-256. A round whose data are damaged is passed over with a warning.
   */
  public Optional<Manifest> latest() {
    return read(history::latest);
  }

  /**
   * The state that a manifest stands for.
   *
   * @param directory of this machine, for its data where the store is elsewhere
   * @throws io.thawline.errors.InputRefusedException when a data file is missing or not the one
   *     that was committed
   */
  public RoundState load(Manifest manifest, Path directory) {
    return read(() -> StateFiles.read(volume, manifest, directory));
  }

  /**
   * Refuses a round whose data are not those that were committed.
   *
   * @throws io.thawline.errors.InputRefusedException naming the file
   */
  public void requireWhole(Manifest manifest) {
    read(
        () -> {
          StateFiles.requireWhole(volume, manifest);
          return manifest;
        });
  }

  /**
   * Keeps the data of these rounds and of the newest, and deletes those of all others, together
   * with what attempts that came to nothing left behind. Manifests stay. What cannot be deleted is
   * a warning.
   *
   * @throws io.thawline.errors.OwnedByAnotherDriverException when another driver took the run over
   */
  public void retain(Set<Integer> rounds) {
    try {
      lease.require();
      attempts.retain(rounds);
    } catch (IOException e) {
      Attempts.warn(volume.location(), e);
    }
  }

  /**
   * Writes a file of the run directory, such as {@code run.yaml} or {@code final/model.pth}; one of
   * that name is replaced. A crash leaves the old or the new one.
   *
   * @throws io.thawline.errors.RunFailedException when it cannot be written
   */
  public void writeFile(String name, Content content) {
    try {
      lease.require();
      staging.replace(name, content);
    } catch (IOException e) {
      throw Failures.cannotWrite(name, volume.location(), e);
    }
  }

  /** As {@link #writeFile(String, Content)}, from memory. */
  public void writeFile(String name, byte[] contents) {
    writeFile(name, out -> out.write(contents));
  }

  /**
   * Deletes files of a directory of the run, such as {@code final}. One that cannot be deleted is a
   * warning.
   *
   * @param names which of them, by what they are called there
   * @throws io.thawline.errors.OwnedByAnotherDriverException when another driver took the run over
   */
  public void deleteFiles(String directory, Predicate<String> names) {
    try {
      lease.require();
      volume.list(directory).stream()
          .filter(names)
          .forEach(name -> staging.discard(directory + "/" + name));
    } catch (IOException e) {
      Attempts.warn(volume.location(), e);
    }
  }

  /**
   * Leaves a word of a start that does not own the run, as a small file. Of those that are named by
   * the launcher, {@code outcome-TIME-PROCESS-NUMBER.json}, the last stay.
   *
   * @throws io.thawline.errors.RunFailedException when it cannot be written
   */
  public void leaveWord(String name, byte[] contents) {
    new Words(volume, staging).leave(name, contents);
  }

  /** The contents of a file of the run directory, or empty when there is none. */
  public Optional<byte[]> readFile(String name) {
    return read(() -> volume.contents(name));
  }

  /** Writes {@code metrics.jsonl}: one object for each of these rounds but round 0. */
  public void writeMetrics(List<Manifest> rounds) {
    writeFile(Names.METRICS, MetricsLines.of(rounds).getBytes(StandardCharsets.UTF_8));
  }

  /**
   * Refuses to go on from a round that was trained under other numbers.
   *
   * @param identity the configuration keys that change the numbers, as they are now
   * @throws ConfigurationException with one line for each key that differs
   */
  public void requireIdentity(Manifest committed, SortedMap<String, String> identity) {
    committed.record().requireIdentity(identity, volume.location());
  }

  /** Deletes what earlier processes left unfinished; none may be at work there. */
  void discardLeftovers() {
    try {
      staging.discardLeftovers();
    } catch (IOException e) {
      Attempts.warn(volume.location(), e);
    }
  }

  /**
   * Moves what lies in the run directory to {@code <directory>.old-N} beside it and deletes
   * nothing. Nobody else gets the run meanwhile.
   *
   * @param note told what a user should know of the run's owner
   * @return where it lies now, or empty when the directory was empty
   * @throws io.thawline.errors.OwnedByAnotherDriverException when a driver has the run
   */
  public Optional<String> moveAside(Consumer<String> note) {
    try {
      return volume.list("").isEmpty()
          ? Optional.empty()
          : Optional.of(lease.moveAside(note).location());
    } catch (IOException e) {
      throw new ConfigurationException(
          "Cannot move %s aside: %s. %s."
              .formatted(volume.location(), Failures.reason(e), Failures.remedy(e)),
          e);
    }
  }

  private <T> T read(Failures.Reading<T> reading) {
    return Failures.reading(volume.location(), reading);
  }
}
