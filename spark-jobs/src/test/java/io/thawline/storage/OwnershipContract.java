package io.thawline.storage;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.thawline.errors.OwnedByAnotherDriverException;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Which driver gets a run, on every kind of store. */
abstract class OwnershipContract extends OwnedRuns {
  @Test
  void secondDriverOfALiveRunIsRefusedByName() throws IOException {
    claimed(elsewhere("app-1"), SHORT);
    List<String> before = volume.list(Names.OWNER);
    assertThatThrownBy(() -> claimed(Owner.here("app-2"), SHORT))
        .isInstanceOf(OwnedByAnotherDriverException.class)
        .hasMessage(
            "%s belongs to app-1 on its-host (process 1) since 2026-01-01T00:00:00Z: wait until that one is done, or choose another run.dir."
                .formatted(volume.location()));
    assertThat(volume.list(Names.OWNER)).containsAll(before).doesNotContain("epoch-00002.json");
  }

  @Test
  void driverThatLeftIsFollowedAtOnce() {
    try (RunStore first = claimed(elsewhere("app-1"), PATIENCE)) {
      assertThat(Rounds.commit(first, 0).epoch()).isEqualTo(1);
    }
    assertThat(Rounds.commit(claimed(elsewhere("app-2"), PATIENCE), 1).epoch()).isEqualTo(2);
    assertThat(notes).noneMatch(note -> note.startsWith("Waiting"));
    assertThat(new RunStore(volume).manifests()).hasSize(2);
  }

  @Test
  void driverWhoseProcessEndedIsFollowedAtOnce() {
    claimed(dead("app-1"), PATIENCE);
    assertThat(Rounds.commit(claimed(elsewhere("app-2"), PATIENCE), 0).epoch()).isEqualTo(2);
    assertThat(notes).noneMatch(note -> note.startsWith("Waiting"));
  }

  @Test
  void driverWithoutASignOfLifeIsFollowedAfterItsPatience() throws IOException {
    Claim silent =
        new Claim(1, Names.newId(), elsewhere("app-1"), 1, Claim.extended(Fences.NONE, 1, -1));
    assertThat(new Claims(volume).add(silent, new Staging(volume))).isTrue();
    assertThat(Rounds.commit(claimed(elsewhere("app-2"), PATIENCE), 0).epoch()).isEqualTo(2);
    assertThat(notes)
        .contains(
            "Waiting up to 1 s for a sign of life from app-1 on its-host (process 1) since"
                + " 2026-01-01T00:00:00Z");
  }

  @Test
  void claimThatCannotBeReadIsWaitedForAndFollowed() throws IOException {
    Rounds.commitUpTo(claimed(dead("app-1"), PATIENCE), 1);
    try (OutputStream out = volume.create(Names.claim(2))) {
      out.write("{".getBytes(UTF_8));
    }
    RunStore third = claimed(elsewhere("app-3"), SHORT);
    assertThat(Rounds.commit(third, 2).epoch()).isEqualTo(3);
    assertThat(third.manifests()).hasSize(3);
  }

  @Test
  void ofDriversAtOneMomentExactlyOneGetsTheRun() throws Exception {
    assumeTrue(volume.refusesTakenNames(), "the client of this store cannot fence");
    ExecutorService drivers = Executors.newFixedThreadPool(4);
    try {
      List<RunStore> stores = List.of(open(volume), open(volume), open(volume), open(volume));
      List<Callable<Boolean>> claims =
          stores.stream().<Callable<Boolean>>map(store -> () -> claims(store)).toList();
      int winners = 0;
      for (Future<Boolean> won : drivers.invokeAll(claims)) {
        winners += won.get() ? 1 : 0;
      }
      assertThat(winners).isEqualTo(1);
    } finally {
      drivers.shutdown();
    }
  }

  private static boolean claims(RunStore store) {
    try {
      store.claim(elsewhere("app"), SHORT, note -> {});
      return true;
    } catch (OwnedByAnotherDriverException e) {
      return false;
    }
  }

  @Test
  void startThatDoesNotWaitGetsOnlyARunThatNobodyHas() {
    RunStore owner = claimed(elsewhere("app-1"), PATIENCE);
    RunStore word = open(volume);
    assertThatThrownBy(() -> word.claimVacant("app-2", PATIENCE))
        .isInstanceOf(OwnedByAnotherDriverException.class)
        .hasMessageContaining("app-1 on its-host");
    owner.close();
    word.claimVacant("app-2", PATIENCE);
    word.writeFile("word", new byte[] {1});
    assertThatThrownBy(() -> open(volume).claimVacant("app-3", PATIENCE))
        .isInstanceOf(OwnedByAnotherDriverException.class);
    word.close();
    claimed(elsewhere("app-4"), PATIENCE);
    assertThat(notes).noneMatch(note -> note.startsWith("Waiting"));
  }

  @Test
  @Timeout(60)
  void leavingDoesNotWaitForAStoreThatDoesNotAnswer() throws Exception {
    FaultyVolume hanging = FaultyVolume.faultless(volume);
    CountDownLatch hangs = new CountDownLatch(1);
    CountDownLatch answers = new CountDownLatch(1);
    RunStore store = open(hanging);
    store.claim(elsewhere("app-1"), SHORT, notes::add);
    hanging.interruptAt(1, () -> hang(hangs, answers));
    hangs.await();
    store.close();
    assertThat(answers.getCount()).isEqualTo(1);
    answers.countDown();
    while (!new Claims(volume).sign(1).equals("left")) {
      TimeUnit.MILLISECONDS.sleep(10); // its word is late, not lost
    }
  }

  private static void hang(CountDownLatch hangs, CountDownLatch answers) {
    hangs.countDown();
    try {
      answers.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void signIsReadWhileItIsRewritten() throws Exception {
    Claims claims = new Claims(volume);
    claims.sign(1, "0", new Staging(volume));
    whileSigning(
        () -> {
          for (int read = 0; read < 100; read++) {
            assertThat(claims.sign(1)).containsOnlyDigits();
          }
        });
  }

  private interface Act {
    void run() throws IOException;
  }

  /** Acts while another writes signs of the first epoch, one after the other. */
  private void whileSigning(Act act) throws Exception {
    AtomicBoolean ended = new AtomicBoolean();
    Thread signing = new Thread(() -> sign(ended));
    signing.start();
    try {
      act.run();
    } finally {
      ended.set(true);
      signing.join();
    }
  }

  private void sign(AtomicBoolean ended) {
    for (int count = 0; !ended.get(); count++) {
      try {
        new Claims(volume).sign(1, Integer.toString(count), new Staging(volume));
      } catch (IOException clearedAway) {
        // whoever claims a run deletes what others have begun, and a move takes it along
      }
    }
  }

  @Test
  void liveRunIsNotMovedAside() {
    claimed(elsewhere("app-1"), SHORT);
    assertThatThrownBy(() -> open(volume).moveAside(notes::add))
        .isInstanceOf(OwnedByAnotherDriverException.class);
    assertThat(notes).anyMatch(note -> note.startsWith("Waiting up to 1 s for a sign of life"));
  }
}
