package io.thawline.storage;

import static org.assertj.core.api.Assertions.assertThat;

import io.thawline.S3Server;
import io.thawline.errors.RunFailedException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An S3 server that dies in the middle of a commit and comes back half a minute later. */
class S3OutageTest {
  private static final int UPLOAD_OF_DATA = 6;
  private static final int SECONDS = 30;

  @Test
  void commitGoesOnOrFailsAndTheNextOneFindsTheRoundBefore(@TempDir Path directory)
      throws Exception {
    try (S3Server server = S3Server.start(directory)) {
      Configuration configuration = server.configuration();
      configuration.setBoolean("fs.s3a.impl.disable.cache", false);
      Volume volume = Volumes.at(server.location("run"), configuration);
      Rounds.commitUpTo(new RunStore(volume), 1);
      CompletableFuture<Void> back = new CompletableFuture<>();
      FaultyVolume dying = FaultyVolume.faultless(volume);
      dying.interruptAt(UPLOAD_OF_DATA, () -> outage(server, back));
      int committed = commits(new RunStore(dying), server.location("run")) ? 3 : 2;
      back.get(5, TimeUnit.MINUTES);
      RunStore reader = new RunStore(volume);
      assertThat(reader.manifests()).hasSize(committed);
      Rounds.commit(reader, committed);
      assertThat(Rounds.load(reader, reader.latest().orElseThrow()))
          .isEqualTo(Rounds.state(committed));
    }
  }

  private static boolean commits(RunStore store, String location) {
    try {
      Rounds.commit(store, 2);
      return true;
    } catch (RunFailedException e) {
      assertThat(e).hasMessageStartingWith("Cannot write round 2 to " + location + ": ");
      return false;
    }
  }

  private static void outage(S3Server server, CompletableFuture<Void> back) {
    server.kill();
    CompletableFuture.delayedExecutor(SECONDS, TimeUnit.SECONDS)
        .execute(
            () -> {
              try {
                server.restart();
                back.complete(null);
              } catch (IOException e) {
                back.completeExceptionally(new UncheckedIOException(e));
              }
            });
  }
}
