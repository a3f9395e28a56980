package io.thawline.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.thawline.errors.InputRefusedException;
import io.thawline.errors.OwnedByAnotherDriverException;
import io.thawline.state.RoundState;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What holds for committed rounds on every kind of store. */
abstract class RunStoreContract {
  private Volume volume;
  private RunStore store;

  /** An empty run directory. */
  abstract Volume newVolume() throws IOException;

  @BeforeEach
  void openStore() throws IOException {
    volume = newVolume();
    volume.createRoot();
    store = new RunStore(volume);
  }

  @Test
  void committedRoundComesBackWithEveryBit() {
    Rounds.commitUpTo(store, 3);
    Manifest latest = new RunStore(volume).latest().orElseThrow();
    assertThat(latest.round()).isEqualTo(3);
    assertThat(latest.record()).isEqualTo(Rounds.record(3));
    RoundState loaded = Rounds.load(store, latest);
    assertThat(loaded).isEqualTo(Rounds.state(3));
    assertThat(loaded.network("generator").tensors().names())
        .containsExactlyElementsOf(Rounds.state(3).network("generator").tensors().names());
    assertThat(loaded.network("generator").moments().keySet())
        .containsExactlyElementsOf(Rounds.state(3).network("generator").moments().keySet());
  }

  @Test
  void emptyDirectoryHasNoRounds() {
    assertThat(store.manifests()).isEmpty();
    assertThat(store.latest()).isEmpty();
    assertThat(store.readFile("run.yaml")).isEmpty();
  }

  @Test
  void commitReturnsWhatReadersSee() {
    List<Manifest> committed = List.of(Rounds.commit(store, 0), Rounds.commit(store, 1));
    assertThat(new RunStore(volume).manifests()).isEqualTo(committed);
  }

  @Test
  void roundIsCommittedOnce() {
    Rounds.commitUpTo(store, 1);
    assertThatThrownBy(() -> Rounds.commit(new RunStore(volume), 1))
        .isInstanceOf(OwnedByAnotherDriverException.class)
        .hasMessageContaining("Round 1 of")
        .hasMessageContaining("another driver");
    assertThat(store.manifests()).hasSize(2);
  }

  @Test
  void ofDriversAtOneRoundExactlyOneWins() throws Exception {
    assumeTrue(volume.refusesTakenNames(), "the client of this store cannot fence");
    Rounds.commit(store, 0);
    ExecutorService drivers = Executors.newFixedThreadPool(4);
    try {
      Callable<Boolean> driver = () -> commits(new RunStore(volume), 1);
      int winners = 0;
      for (Future<Boolean> won : drivers.invokeAll(List.of(driver, driver, driver, driver))) {
        winners += won.get() ? 1 : 0;
      }
      assertThat(winners).isEqualTo(1);
    } finally {
      drivers.shutdown();
    }
    assertThat(Rounds.load(store, store.latest().orElseThrow())).isEqualTo(Rounds.state(1));
    assertThat(volume.list(Names.roundDirectory(1))).hasSize(1);
  }

  private static boolean commits(RunStore store, int round) {
    try {
      Rounds.commit(store, round);
      return true;
    } catch (OwnedByAnotherDriverException e) {
      return false;
    }
  }

  @Test
  void tornManifestCountsAsAbsentAndIsSetAside() throws IOException {
    Rounds.commitUpTo(store, 2);
    byte[] whole = store.readFile(Names.manifest(2)).orElseThrow();
    for (int length : List.of(0, 1, whole.length / 2, whole.length - 1)) {
      byte[] torn = Arrays.copyOf(whole, length);
      overwrite(Names.manifest(2), torn);
      assertThat(store.latest().orElseThrow().round()).isEqualTo(1);
      Manifest again = Rounds.commit(store, 2);
      assertThat(store.latest()).contains(again);
      assertThat(store.readFile(Names.setAside(2, again.attempt()))).contains(torn);
    }
  }

  @Test
  void manifestWithOneChangedDigitCountsAsAbsent() throws IOException {
    Rounds.commitUpTo(store, 1);
    byte[] rotten = store.readFile(Names.manifest(1)).orElseThrow();
    for (int i = 0; i < rotten.length; i++) {
      rotten[i] = rotten[i] == '5' ? (byte) '6' : rotten[i];
    }
    overwrite(Names.manifest(1), rotten);
    assertThat(store.manifests()).hasSize(1);
  }

  @Test
  void manifestUnderAnotherRoundsNameCountsAsAbsent() throws IOException {
    Rounds.commitUpTo(store, 1);
    overwrite(Names.manifest(2), store.readFile(Names.manifest(1)).orElseThrow());
    assertThat(store.manifests()).hasSize(2);
  }

  @Test
  void damagedDataLeadBackToTheRoundBefore() throws IOException {
    Rounds.commitUpTo(store, 2);
    Manifest damaged = store.latest().orElseThrow();
    DataFile file = Rounds.generator(damaged);
    byte[] bytes = store.readFile(file.path()).orElseThrow();
    bytes[bytes.length - 1] ^= 1;
    overwrite(file.path(), bytes);
    assertThat(store.latest().orElseThrow().round()).isEqualTo(1);
    assertThatThrownBy(() -> Rounds.load(store, damaged))
        .isInstanceOf(InputRefusedException.class)
        .hasMessageContaining(volume.describe(file.path()))
        .hasMessageContaining("SHA-256");
    Rounds.commit(store, 2);
    assertThat(Rounds.load(store, store.latest().orElseThrow())).isEqualTo(Rounds.state(2));
  }

  @Test
  void shortenedAndMissingDataAreNamed() throws IOException {
    Manifest manifest = Rounds.commit(store, 0);
    DataFile file = Rounds.generator(manifest);
    overwrite(file.path(), new byte[12]);
    assertThatThrownBy(() -> Rounds.load(store, manifest))
        .isInstanceOf(InputRefusedException.class)
        .hasMessageContaining("has 12 bytes, " + file.bytes() + " were committed");
    volume.delete(file.path());
    assertThatThrownBy(() -> Rounds.load(store, manifest))
        .isInstanceOf(InputRefusedException.class)
        .hasMessageContaining("is missing");
  }

  @Test
  void roundsAfterADamagedOneAreSetAsideWithIt() throws IOException {
    Rounds.commitUpTo(store, 4);
    for (int round = 2; round <= 4; round++) {
      volume.delete(Rounds.generator(store.manifests().get(round)).path());
    }
    assertThat(store.latest().orElseThrow().round()).isEqualTo(1);
    Rounds.commit(store, 2);
    assertThat(store.manifests()).hasSize(3);
  }

  @Test
  void driverThatFellBehindIsRefusedThoughItsRoundsDataAreGone() {
    Rounds.commitUpTo(store, 4);
    store.retain(Set.of());
    assertThatThrownBy(() -> Rounds.commit(new RunStore(volume), 2))
        .isInstanceOf(OwnedByAnotherDriverException.class);
    assertThat(store.manifests()).hasSize(5);
  }

  @Test
  void roundWithoutItsPredecessorIsRefused() {
    Rounds.commitUpTo(store, 1);
    store.moveAside(note -> {});
    assertThatThrownBy(() -> Rounds.commit(store, 2))
        .isInstanceOf(OwnedByAnotherDriverException.class)
        .hasMessageContaining("Round 1 of");
    assertThat(store.manifests()).isEmpty();
  }

  private void overwrite(String name, byte[] contents) throws IOException {
    volume.delete(name);
    try (OutputStream out = volume.create(name)) {
      out.write(contents);
    }
  }
}
