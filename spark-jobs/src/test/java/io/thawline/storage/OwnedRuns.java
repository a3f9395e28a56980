package io.thawline.storage;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** Drivers that claim a run of a store, several in one JVM. */
abstract class OwnedRuns {
  static final Duration PATIENCE = Duration.ofSeconds(30);

  /** No sign falls within the commit that is looked at. */
  static final Duration UNDISTURBED = Duration.ofHours(1);

  static final Duration SHORT = Duration.ofSeconds(1);

  private final List<RunStore> opened = new ArrayList<>();
  final List<String> notes = new ArrayList<>();
  Volume volume;

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

  RunStore open(Volume at) {
    RunStore store = new RunStore(at);
    opened.add(store);
    return store;
  }

  RunStore claimed(Owner owner, Duration patience) {
    RunStore store = open(volume);
    store.claim(owner, patience, notes::add);
    return store;
  }

  /** As it looks when its process was killed; here it lives on and plays a paused one. */
  static Owner dead(String application) {
    Owner here = Owner.here(application);
    return new Owner(
        "its-host", application, here.since(), here.processes(), Integer.MAX_VALUE, "1");
  }

  /** As it looks from another host, which sees no process of it. */
  static Owner elsewhere(String application) {
    return new Owner("its-host", application, "2026-01-01T00:00:00Z", "another table", 1, "1");
  }
}
