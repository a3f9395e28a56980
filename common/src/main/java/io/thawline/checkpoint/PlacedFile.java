package io.thawline.checkpoint;

import static java.nio.file.StandardOpenOption.CREATE_NEW;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.UUID;

/** A file that is there as a whole or not at all. */
final class PlacedFile {
  private static final int BUFFER = 1 << 20;

  /** What writes the contents. */
  @FunctionalInterface
  interface Contents {
    void writeTo(OutputStream out) throws IOException;
  }

  private PlacedFile() {}

  /** Writes a file beside its place, syncs it, and moves it there, over what was there before. */
  static void write(Path place, Contents contents) throws IOException {
    Path target = Files.exists(place) ? place.toRealPath() : place;
    Path beside =
        target.resolveSibling(".%s.%s.part".formatted(target.getFileName(), UUID.randomUUID()));
    try {
      try (FileChannel channel = FileChannel.open(beside, CREATE_NEW, WRITE)) {
        OutputStream out = new BufferedOutputStream(Channels.newOutputStream(channel), BUFFER);
        contents.writeTo(out);
        out.flush();
        channel.force(true);
      }
      Files.move(beside, target, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException | RuntimeException failed) {
      Files.deleteIfExists(beside);
      throw failed;
    }
    syncDirectory(target.toAbsolutePath().resolveSibling(""));
  }

  /** Else a power cut may forget the new name, though not the file. */
  private static void syncDirectory(Path directory) throws IOException {
    try (FileChannel channel = FileChannel.open(directory, READ)) {
      channel.force(true);
    }
  }
}
