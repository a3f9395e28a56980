package io.thawline.storage;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.thawline.errors.RunFailedException;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What holds for retention, small files and moving aside on every kind of store. */
abstract class RunFilesContract {
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
  void retentionKeepsChosenAndNewestDataAndEveryManifest() throws IOException {
    Rounds.commitUpTo(store, 4);
    store.retain(Set.of(1));
    List<Manifest> manifests = store.manifests();
    assertThat(manifests).hasSize(5);
    assertThat(Rounds.load(store, manifests.get(1))).isEqualTo(Rounds.state(1));
    assertThat(Rounds.load(store, manifests.get(4))).isEqualTo(Rounds.state(4));
    assertThat(volume.list(Names.CHECKPOINTS))
        .containsExactly(
            "round-00000.json",
            "round-00001",
            "round-00001.json",
            "round-00002.json",
            "round-00003.json",
            "round-00004",
            "round-00004.json");
  }

  @Test
  void retentionLeavesForeignFilesAlone() throws IOException {
    Rounds.commitUpTo(store, 2);
    List<String> foreign =
        List.of(
            "notes.txt",
            "checkpoints/round-00000/notes.txt",
            "checkpoints/round-00000/mine/generator.safetensors",
            Names.attemptDirectory(1, store.manifests().get(1).attempt()) + "/notes.txt");
    for (String name : foreign) {
      store.writeFile(name, name.getBytes(UTF_8));
    }
    store.retain(Set.of());
    for (String name : foreign) {
      assertThat(store.readFile(name)).as(name).contains(name.getBytes(UTF_8));
    }
  }

  @Test
  void leftoversOfDeadProcessesGoOnceTheirRoundIsCommitted() throws IOException {
    Rounds.commitUpTo(store, 1);
    String dead = Names.newId();
    String partial = Names.partial(dead, 3);
    String past = Names.data(1, dead, "generator");
    String future = Names.data(2, dead, "generator");
    for (String name : List.of(partial, past, future)) {
      write(name, "unfinished");
    }
    store.retain(Set.of());
    store.discardLeftovers();
    assertThat(volume.open(partial)).isEmpty();
    assertThat(volume.list(Names.roundDirectory(1))).doesNotContain(dead);
    assertThat(store.readFile(future)).isPresent();
  }

  @Test
  void retentionOfAnEmptyDirectoryDoesNothing() throws IOException {
    store.retain(Set.of());
    assertThat(volume.list("")).isEmpty();
  }

  @Test
  void fileIsReplacedWhole() throws IOException {
    store.writeFile("final/model.pth", "old and long".getBytes(UTF_8));
    store.writeFile("final/model.pth", out -> out.write("new".getBytes(UTF_8)));
    assertThat(store.readFile("final/model.pth")).contains("new".getBytes(UTF_8));
    assertThat(volume.list("")).containsExactly("final");
  }

  @Test
  void fileWhoseWritingFailsStaysAsItWas() throws IOException {
    store.writeFile("run.yaml", "old".getBytes(UTF_8));
    RunStore.Content failing =
        out -> {
          out.write("ne".getBytes(UTF_8));
          throw new IOException("the writer failed");
        };
    assertThatThrownBy(() -> store.writeFile("run.yaml", failing))
        .isInstanceOf(RunFailedException.class)
        .hasMessageStartingWith("Cannot write run.yaml to " + volume.location())
        .hasMessageContaining("the writer failed");
    assertThat(store.readFile("run.yaml")).contains("old".getBytes(UTF_8));
    assertThat(volume.list("")).containsExactly("run.yaml");
  }

  @Test
  void ofWordsBesideTheOwnersTheLastStay() throws IOException {
    store.writeFile("outcome.json", new byte[] {1});
    store.writeFile("outcome-of-mine.json", new byte[] {1});
    for (int word = 10; word < 40; word++) {
      store.leaveWord("outcome-202601%dT000000-7-8.json".formatted(word), new byte[] {2});
    }
    assertThat(volume.list(""))
        .hasSize(18)
        .contains("outcome.json", "outcome-of-mine.json")
        .contains("outcome-20260124T000000-7-8.json", "outcome-20260139T000000-7-8.json");
  }

  @Test
  void metricsHaveOneLineForEachTrainedRound() {
    Rounds.commitUpTo(store, 4);
    store.writeMetrics(store.manifests());
    String text = new String(store.readFile("metrics.jsonl").orElseThrow(), UTF_8);
    assertThat(text.lines())
        .hasSize(4)
        .startsWith(
            "{\"round\":1,\"phase\":0,\"step\":10,\"samples\":200,"
                + "\"train_loss\":0.5,\"val_loss\":0.03333333333333333,\"seconds\":1.5}");
    assertThat(text).endsWith("\n").contains("{\"round\":4,\"phase\":1,");
  }

  @Test
  void movingAsideDeletesNothing() throws IOException {
    assertThat(store.moveAside(note -> {})).isEmpty();
    for (int n = 1; n <= 2; n++) {
      Rounds.commitUpTo(store, n);
      assertThat(store.moveAside(note -> {})).contains(volume.location() + ".old-" + n);
      assertThat(store.manifests()).isEmpty();
      assertThat(volume.list("")).isEmpty();
    }
    assertThat(store.readFile(sibling(".old-1", Names.manifest(1)))).isPresent();
    assertThat(store.readFile(sibling(".old-2", Names.manifest(2)))).isPresent();
  }

  private String sibling(String suffix, String name) {
    String location = volume.location();
    return ".." + location.substring(location.lastIndexOf('/')) + suffix + "/" + name;
  }

  private void write(String name, String contents) throws IOException {
    try (OutputStream out = volume.create(name)) {
      out.write(contents.getBytes(UTF_8));
    }
  }
}
