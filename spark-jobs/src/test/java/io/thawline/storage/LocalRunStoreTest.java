package io.thawline.storage;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.io.TempDir;

/** The contracts on a local disk. */
class LocalRunStoreTest {
  private Path directory;

  @BeforeEach
  void chooseDirectory(@TempDir Path directory) {
    this.directory = directory;
  }

  private Volume newVolume() {
    return new LocalVolume(directory.resolve("a run " + Names.newId()));
  }

  @Nested
  class Commits extends RunStoreContract {
    @Override
    Volume newVolume() {
      return LocalRunStoreTest.this.newVolume();
    }
  }

  @Nested
  class Files extends RunFilesContract {
    @Override
    Volume newVolume() {
      return LocalRunStoreTest.this.newVolume();
    }
  }

  @Nested
  class Faults extends CommitFaultsContract {
    @Override
    Volume newVolume() {
      return LocalRunStoreTest.this.newVolume();
    }
  }

  @Nested
  class Owners extends OwnershipContract {
    @Override
    Volume newVolume() {
      return LocalRunStoreTest.this.newVolume();
    }
  }

  @Nested
  class LostOwners extends LostOwnerContract {
    @Override
    Volume newVolume() {
      return LocalRunStoreTest.this.newVolume();
    }
  }

  @Nested
  class Drivers extends KilledDriversContract {
    @Override
    String newLocation() {
      return LocalRunStoreTest.this.directory.resolve("a run " + Names.newId()).toString();
    }

    @Override
    Map<String, String> settings() {
      return Map.of();
    }

    @Override
    boolean refusesSimultaneous() {
      return true;
    }
  }
}
