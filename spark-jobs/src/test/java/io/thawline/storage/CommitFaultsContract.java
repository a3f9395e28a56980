package io.thawline.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.thawline.errors.RunFailedException;
import io.thawline.errors.UserException;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A fault at any call to the store leaves the old round or the new one, on every kind of store. */
abstract class CommitFaultsContract {
  /** An empty run directory. */
  abstract Volume newVolume() throws IOException;

  private enum Outcome {
    COMMITTED,
    FAILED,
    UNKNOWN
  }

  @ParameterizedTest
  @EnumSource
  void faultAtAnyCallOfACommitLeavesTheOldRoundOrTheNewOne(FaultyVolume.Fault fault)
      throws IOException {
    Volume volume = newVolume();
    volume.createRoot();
    Rounds.commitUpTo(new RunStore(volume), 1);
    int committed = 2;
    boolean reached = true;
    for (int call = 1; reached; call++) {
      FaultyVolume faulty = FaultyVolume.failingAt(call, fault, volume);
      Outcome outcome = commit(new RunStore(faulty), committed);
      reached = faulty.reached();
      List<Manifest> seen = whatAReaderSees(volume);
      switch (outcome) {
        case COMMITTED -> assertThat(seen).as("call %d", call).hasSize(committed + 1);
        case FAILED -> assertThat(seen).as("call %d", call).hasSize(committed);
        case UNKNOWN -> assertThat(seen.size()).isBetween(committed, committed + 1);
      }
      if (seen.size() == committed) {
        Rounds.commit(new RunStore(volume), committed);
      }
      committed++;
    }
    assertThat(committed).isGreaterThan(8);
    leftoversGoWithTheNextRetention(volume, committed);
  }

  private static Outcome commit(RunStore store, int round) {
    try {
      Rounds.commit(store, round);
      return Outcome.COMMITTED;
    } catch (CommitStateUnknownException e) {
      return Outcome.UNKNOWN;
    } catch (UserException e) {
      assertThat(e.problems()).singleElement().asString().doesNotContain("\n");
      return Outcome.FAILED;
    }
  }

  /** No gap, and the newest round whole with every bit. */
  private static List<Manifest> whatAReaderSees(Volume volume) {
    RunStore reader = new RunStore(volume);
    List<Manifest> manifests = reader.manifests();
    Manifest last = manifests.get(manifests.size() - 1);
    assertThat(reader.latest()).contains(last);
    assertThat(Rounds.load(reader, last)).isEqualTo(Rounds.state(last.round()));
    return manifests;
  }

  private static void leftoversGoWithTheNextRetention(Volume volume, int committed)
      throws IOException {
    new RunStore(volume).retain(Set.of());
    new RunStore(volume).discardLeftovers();
    assertThat(volume.list("")).containsExactly(Names.CHECKPOINTS);
    assertThat(volume.list(Names.CHECKPOINTS)).hasSize(committed + 1);
    assertThat(volume.list(Names.roundDirectory(committed - 1))).hasSize(1);
  }

  @Test
  void faultAtAnyCallWhileATornRoundIsReplacedLosesNothing() throws IOException {
    Volume volume = newVolume();
    volume.createRoot();
    Rounds.commitUpTo(new RunStore(volume), 3);
    boolean reached = true;
    for (int call = 1; reached; call++) {
      damage(volume, 2, 3);
      FaultyVolume faulty = FaultyVolume.failingAt(call, FaultyVolume.Fault.DEAD, volume);
      commit(new RunStore(faulty), 2);
      reached = faulty.reached();
      int latest = new RunStore(volume).latest().orElseThrow().round();
      assertThat(latest).as("call %d", call).isBetween(1, 2);
      if (latest == 1) {
        Rounds.commit(new RunStore(volume), 2);
      }
      assertThat(whatAReaderSees(volume)).hasSize(3);
      Rounds.commit(new RunStore(volume), 3);
    }
  }

  private static void damage(Volume volume, int... rounds) throws IOException {
    for (int round : rounds) {
      volume.delete(Rounds.generator(new RunStore(volume).manifests().get(round)).path());
    }
  }

  @Test
  void fullDiskIsOneLineAndLosesNothing() throws IOException {
    Volume volume = newVolume();
    volume.createRoot();
    Rounds.commitUpTo(new RunStore(volume), 1);
    boolean full = true;
    for (long room = 0; full; room += 7919) {
      RunStore store = new RunStore(FaultyVolume.withRoomFor(room, volume));
      full = commit(store, 2) == Outcome.FAILED;
      assertThat(whatAReaderSees(volume)).hasSize(full ? 2 : 3);
      assertThat(volume.list(Names.roundDirectory(2))).hasSize(full ? 0 : 1);
      assertThat(volume.list("")).containsExactly(Names.CHECKPOINTS);
    }
    assertThatThrownBy(() -> Rounds.commit(new RunStore(FaultyVolume.withRoomFor(5, volume)), 3))
        .isInstanceOf(RunFailedException.class)
        .hasMessage(
            "Cannot write round 3 to %s: No space left on device. Free space there or choose another run.dir, then start the same command again: what was committed is kept."
                .formatted(volume.location()));
  }

  @Test
  void storeThatDeniesListingAndDeletingIsGoneOnWith() throws IOException {
    Volume volume = newVolume();
    volume.createRoot();
    for (int start = 0; start < 3; start++) {
      try (RunStore store = new RunStore(FaultyVolume.denying(volume))) {
        store.claim("app", Duration.ofMinutes(1), note -> {});
        assertThat(store.manifests()).hasSize(2 * start);
        assertThat(Rounds.commit(store, 2 * start).epoch()).isEqualTo(start + 1);
        Rounds.commit(store, 2 * start + 1);
        store.retain(Set.of());
        assertThat(store.latest()).contains(store.manifests().get(2 * start + 1));
      }
    }
    assertThat(whatAReaderSees(volume)).hasSize(6);
  }

  @Test
  void storeThatDeniesDeletesCostsAWarning() throws IOException {
    Volume volume = newVolume();
    volume.createRoot();
    Rounds.commitUpTo(new RunStore(volume), 3);
    for (int call = 1; call < 12; call++) {
      new RunStore(FaultyVolume.failingAt(call, FaultyVolume.Fault.DEAD, volume)).retain(Set.of());
    }
    assertThat(whatAReaderSees(volume)).hasSize(4);
  }
}
