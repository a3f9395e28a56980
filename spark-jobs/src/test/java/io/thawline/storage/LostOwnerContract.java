package io.thawline.storage;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.thawline.errors.OwnedByAnotherDriverException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a driver can still do that no longer has its run, on every kind of store. */
abstract class LostOwnerContract extends OwnedRuns {
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
