package io.thawline.io;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.util.Map;

/**
 * What was fetched from one address: the whole file, the part of one that broke off, and what the
 * server said of each. A directory a URL, held by one process at a time.
 */
final class HttpCache implements AutoCloseable {
  private static final int CHUNK = 1 << 20;

  private final Path directory;
  private final FileChannel channel;
  private final FileLock lock;

  private HttpCache(Path directory, FileChannel channel, FileLock lock) {
    this.directory = directory;
    this.channel = channel;
    this.lock = lock;
  }

  /** Waits until no other process fetches from that address. */
  @SuppressWarnings("MustBeClosedChecker")
  static HttpCache open(Path root, URI address) throws IOException {
    String key = Sha256.hex(address.toString().getBytes(StandardCharsets.UTF_8));
    Path directory = Files.createDirectories(root.resolve(key));
    FileChannel channel = FileChannel.open(directory.resolve("lock"), CREATE, WRITE);
    return new HttpCache(directory, channel, channel.lock());
  }

  Path whole() {
    return directory.resolve("file");
  }

  /** The SHA-256 of the whole file. */
  String sum() {
    MessageDigest digest = Sha256.digest();
    try (Source source = LocalSource.open(whole())) {
      ByteBuffer chunk = ByteBuffer.allocate((int) Math.min(CHUNK, source.size()));
      for (long done = 0; done < source.size(); done += chunk.limit()) {
        chunk.clear().limit((int) Math.min(chunk.capacity(), source.size() - done));
        source.readFully(done, chunk);
        digest.update(chunk.flip());
      }
    }
    return Sha256.hex(digest);
  }

  Path part() {
    return directory.resolve("file.part");
  }

  Validator ofWhole() throws IOException {
    return read(directory.resolve("file.validator"));
  }

  Validator ofPart() throws IOException {
    return read(directory.resolve("file.part.validator"));
  }

  private static Validator read(Path file) throws IOException {
    return Files.exists(file) ? Validator.parse(Files.readString(file)) : Validator.NONE;
  }

  /** Throws the part away and begins a new one. */
  void startPart(Validator validator) throws IOException {
    Files.deleteIfExists(part());
    Files.writeString(directory.resolve("file.part.validator"), validator.text());
  }

  /** Makes the part the whole file. */
  void finish() throws IOException {
    // first without a validator, so that a crash in between costs a fetch and never mixes two files
    Files.deleteIfExists(directory.resolve("file.validator"));
    Files.move(part(), whole(), StandardCopyOption.ATOMIC_MOVE);
    Files.move(
        directory.resolve("file.part.validator"),
        directory.resolve("file.validator"),
        StandardCopyOption.ATOMIC_MOVE);
  }

  /** Forgets all that was fetched. */
  void clear() throws IOException {
    for (String name : new String[] {"file.validator", "file.part.validator"}) {
      Files.deleteIfExists(directory.resolve(name));
    }
    Files.deleteIfExists(whole());
    Files.deleteIfExists(part());
  }

  @Override
  public void close() throws IOException {
    lock.release();
    channel.close();
  }

  /** Where files are kept unless somebody says otherwise. */
  static Path defaultRoot(Map<String, String> environment) {
    String own = environment.getOrDefault("THAWLINE_CACHE_DIR", "");
    if (!own.isEmpty()) {
      return Path.of(own);
    }
    String shared = environment.getOrDefault("XDG_CACHE_HOME", "");
    return shared.isEmpty()
        ? Path.of(System.getProperty("user.home"), ".cache", "thawline")
        : Path.of(shared, "thawline");
  }
}
