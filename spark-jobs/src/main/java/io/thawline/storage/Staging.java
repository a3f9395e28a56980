package io.thawline.storage;

import java.io.IOException;
import java.io.OutputStream;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Files on their way: written and synced under a name of this process's own, then put in place.
 * Safe for use by several threads.
 */
final class Staging {
  private static final Logger LOG = LoggerFactory.getLogger(Staging.class);

  private final Volume volume;
  private final String session = Names.newId();
  private final AtomicInteger count = new AtomicInteger();

  Staging(Volume volume) {
    this.volume = volume;
  }

  /** Writes a new durable file and returns its name. Nothing remains of one that failed. */
  String stage(RunStore.Content content) throws IOException {
    String name = newName();
    boolean whole = false;
    try {
      write(name, content);
      whole = true;
    } finally {
      if (!whole) {
        discard(name);
      }
    }
    return name;
  }

  private void write(String name, RunStore.Content content) throws IOException {
    try (OutputStream out = volume.create(name)) {
      content.writeTo(out);
    }
  }

  /** A name of this process's own, never given twice. */
  String newName() {
    return Names.partial(session, count.incrementAndGet());
  }

  /** Puts a file in place of the one of that name: a crash leaves the old or the new one. */
  void replace(String name, RunStore.Content content) throws IOException {
    String staged = stage(content);
    boolean placed = false;
    try {
      volume.replace(staged, name);
      placed = true;
    } finally {
      if (!placed) {
        discard(staged);
      }
    }
  }

  /** Does what a commit does, with an empty file, and leaves nothing of it. */
  void tryOut() throws IOException {
    String staged = stage(out -> out.write('\n'));
    String placed = newName();
    volume.publish(staged, placed);
    discard(placed);
  }

  /** Deletes what earlier processes left unfinished. */
  void discardLeftovers() throws IOException {
    for (String name : volume.list("")) {
      if (Names.isPartialOfOthers(name, session)) {
        discard(name);
      }
    }
  }

  /** Deletes a file; that it cannot be deleted is a warning. */
  void discard(String name) {
    try {
      volume.delete(name);
    } catch (IOException e) {
      LOG.warn("Cannot delete {}: {}", volume.describe(name), Failures.reason(e));
    }
  }
}
