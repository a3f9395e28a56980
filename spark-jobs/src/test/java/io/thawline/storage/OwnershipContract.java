package io.thawline.storage;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.thawline.errors.OwnedByAnotherDriverException;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** One driver a run, on every kind of store. */
abstract class OwnershipContract {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  /** No sign falls within the commit that is looked at. */
  private static final Duration UNDISTURBED = Duration.ofHours(1);

  private static final Duration SHORT = Duration.ofSeconds(1);

  private final List<RunStore> opened = new ArrayList<>();
  private final List<String> notes = new ArrayList<>();
  private Volume volume;

  /** An empty run directory. */
  abstract Volume newVolume() throws IOException;

  @BeforeEach
  void chooseDirectory() throws IOException {
    volume = newVolume();
    volume.createRoot();
  }

  @AfterEach
  void endSigns() {
    opened.forEach(RunStore::close);
    opened.clear();
  }

  private RunStore open(Volume at) {
    RunStore store = new RunStore(at);
    opened.add(store);
    return store;
  }

  private RunStore claimed(Owner owner, Duration patience) {
    RunStore store = open(volume);
    store.claim(owner, patience, notes::add);
    return store;
  }

  /** As it looks when its process was killed; here it lives on and plays a paused one. */
  private static Owner dead(String application) {
    Owner here = Owner.here(application);
    return new Owner(
        "its-host", application, here.since(), here.processes(), Integer.MAX_VALUE, "1");
  }

  /** As it looks from another host, which sees no process of it. */
  private static Owner elsewhere(String application) {
    return new Owner("its-host", application, "2026-01-01T00:00:00Z", "another table", 1, "1");
  }

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

  /**
   * A driver that was taken for dead wakes up at any moment of its commit: what it then commits
   * counts only if the one who took over has seen it.
   */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void pausedDriverCommitsNothingThatCounts(boolean successorCommits) throws IOException {
    boolean reached = true;
    int call = 0;
    while (reached) {
      call++;
      volume = newVolume();
      volume.createRoot();
      FaultyVolume pausing = FaultyVolume.faultless(volume);
      RunStore paused = open(pausing);
      paused.claim(dead("app-1"), UNDISTURBED, notes::add);
      Rounds.commitUpTo(paused, 1);
      List<RunStore> successors = new ArrayList<>();
      List<Integer> found = new ArrayList<>();
      pausing.interruptAt(call, () -> successors.add(takeOver(successorCommits, found)));
      boolean committed = commits(paused, 2);
      pausing.interruptAt(0, () -> {});
      reached = !successors.isEmpty();
      if (reached) {
        assertThat(committed).as("call %d", call).isEqualTo(found.get(0) == 2);
        int rounds = found.get(0) + (successorCommits ? 2 : 1);
        successorGoesOn(successors.get(0), rounds);
        assertThat(commits(paused, rounds + 1)).as("call %d", call).isFalse();
      }
      endSigns();
    }
    assertThat(call).isGreaterThan(12);
  }

  private RunStore takeOver(boolean commits, List<Integer> found) {
    RunStore successor = claimed(elsewhere("app-2"), UNDISTURBED);
    int last = successor.manifests().size() - 1;
    found.add(last);
    if (commits) {
      Rounds.commit(successor, last + 1);
    }
    return successor;
  }

  private void successorGoesOn(RunStore successor, int rounds) {
    RunStore reader = new RunStore(volume);
    assertThat(reader.manifests()).hasSize(rounds);
    Rounds.commit(successor, rounds);
    assertThat(Rounds.load(reader, reader.latest().orElseThrow())).isEqualTo(Rounds.state(rounds));
  }

  private static boolean commits(RunStore store, int round) {
    try {
      Rounds.commit(store, round);
      return true;
    } catch (OwnedByAnotherDriverException e) {
      assertThat(e).hasMessageContaining("app-2 on its-host");
      return false;
    }
  }

  @Test
  void lostDriverDeletesNothing() {
    RunStore paused = claimed(dead("app-1"), PATIENCE);
    Rounds.commitUpTo(paused, 2);
    claimed(elsewhere("app-2"), PATIENCE);
    assertThatThrownBy(() -> paused.retain(Set.of()))
        .isInstanceOf(OwnedByAnotherDriverException.class);
    paused.manifests().forEach(paused::requireWhole);
  }

  @Test
  void recordsOfOldOwnersGoAndWhatTheyExcludeStaysExcluded() throws IOException {
    Rounds.commitUpTo(claimed(dead("app-1"), PATIENCE), 1);
    RunStore paused = open(volume);
    paused.claim(dead("app-2"), PATIENCE, notes::add);
    for (int epoch = 3; epoch <= 40; epoch++) {
      try (RunStore next = claimed(dead("app-" + epoch), PATIENCE)) {
        assertThat(next.manifests()).hasSize(2);
      }
      assertThat(new Claims(FaultyVolume.denying(volume)).lastEpoch()).isEqualTo(epoch);
    }
    assertThat(volume.list(Names.OWNER))
        .hasSizeLessThan(2 * 24 + 2)
        .contains("epoch-00001.json", "epoch-00017.json", "epoch-00018.json", "epoch-00040.json")
        .doesNotContain("epoch-00001.sign", "epoch-00002.json", "epoch-00016.sign");
    assertThat(new Claims(volume).fences().exclude(2, 2)).isTrue();
    assertThat(new Claims(volume).fences().exclude(2, 1)).isFalse();
    assertThatThrownBy(() -> Rounds.commit(paused, 2))
        .isInstanceOf(OwnedByAnotherDriverException.class)
        .hasMessageContaining("app-40 on its-host");
    assertThat(Rounds.commit(claimed(elsewhere("app-41"), PATIENCE), 2).epoch()).isEqualTo(41);
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
  void ownerThatLeftWritesNothingMore() {
    RunStore left = claimed(elsewhere("app-1"), PATIENCE);
    Rounds.commit(left, 0);
    left.close();
    assertThatThrownBy(() -> Rounds.commit(left, 1)).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> left.writeFile("late", new byte[] {1}))
        .isInstanceOf(IllegalStateException.class);
    assertThat(new RunStore(volume).manifests()).hasSize(1);
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

  @Test
  void driverWhoseRunWasMovedAsideCommitsNothing() {
    RunStore paused = claimed(dead("app-1"), PATIENCE);
    Rounds.commit(paused, 0);
    String old = open(volume).moveAside(notes::add).orElseThrow();
    String name = old.substring(old.lastIndexOf('/') + 1);
    assertThat(new RunStore(volume).readFile("../" + name + "/" + Names.sign(2)))
        .as("the run that was moved is free")
        .contains("left".getBytes(UTF_8));
    assertThatThrownBy(() -> Rounds.commit(paused, 1))
        .isInstanceOf(OwnedByAnotherDriverException.class);
    assertThat(new RunStore(volume).manifests()).isEmpty();
  }
}
