package io.thawline.storage;

import io.thawline.io.LocalSource;
import io.thawline.io.Source;
import java.io.BufferedOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A directory of a local disk. A commit is a hard link: it is the one local operation that refuses
 * a taken name and shows the new file whole. Every new name is made durable by a sync of its
 * directory.
 */
final class LocalVolume implements Volume {
  private final Path root;

  LocalVolume(Path root) {
    this.root = root.toAbsolutePath().normalize();
  }

  @Override
  public String location() {
    return root.toString();
  }

  @Override
  public void createRoot() throws IOException {
    createDirectories(root);
  }

  @Override
  public OutputStream create(String name) throws IOException {
    Path path = root.resolve(name);
    createDirectories(parent(path));
    FileChannel channel =
        FileChannel.open(path, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    return new BufferedOutputStream(new SyncedOnClose(channel, parent(path)), 1 << 16);
  }

  @Override
  public Optional<InputStream> open(String name) throws IOException {
    try {
      return Optional.of(Files.newInputStream(root.resolve(name)));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
  }

  @Override
  public Source source(String name) {
    return LocalSource.open(root.resolve(name));
  }

  @Override
  public List<String> list(String directory) throws IOException {
    Path path = root.resolve(directory);
    if (!Files.isDirectory(path)) {
      return List.of();
    }
    try (Stream<Path> entries = Files.list(path)) {
      return entries.map(entry -> String.valueOf(entry.getFileName())).sorted().toList();
    }
  }

  @Override
  public boolean publish(String from, String to) throws IOException {
    Path target = root.resolve(to);
    createDirectories(parent(target));
    try {
      Files.createLink(target, root.resolve(from));
    } catch (FileAlreadyExistsException e) {
      return false;
    }
    sync(parent(target));
    Files.deleteIfExists(root.resolve(from));
    return true;
  }

  @Override
  public void replace(String from, String to) throws IOException {
    Path target = root.resolve(to);
    createDirectories(parent(target));
    Files.move(root.resolve(from), target, StandardCopyOption.ATOMIC_MOVE);
    sync(parent(target));
  }

  @Override
  public boolean delete(String name) throws IOException {
    return Files.deleteIfExists(root.resolve(name));
  }

  @Override
  public Volume moveAside() throws IOException {
    for (int n = 1; ; n++) {
      Path target = root.resolveSibling(root.getFileName() + ".old-" + n);
      try {
        Files.move(root, target);
      } catch (FileAlreadyExistsException e) {
        continue;
      }
      createDirectories(root);
      return new LocalVolume(target);
    }
  }

  private static Path parent(Path path) {
    Path parent = path.getParent();
    return parent == null ? path : parent;
  }

  /** A directory's own entry lies in its parent, so each level made is synced one level up. */
  private static void createDirectories(Path directory) throws IOException {
    if (Files.isDirectory(directory)) {
      return;
    }
    createDirectories(parent(directory));
    try {
      Files.createDirectory(directory);
    } catch (FileAlreadyExistsException e) {
      if (!Files.isDirectory(directory)) {
        throw e;
      }
    }
    sync(parent(directory));
  }

  private static void sync(Path directory) throws IOException {
    try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }

  /** Contents and name reach the disk before close returns. */
  private static final class SyncedOnClose extends FilterOutputStream {
    private final FileChannel channel;
    private final Path directory;

    SyncedOnClose(FileChannel channel, Path directory) {
      super(Channels.newOutputStream(channel));
      this.channel = channel;
      this.directory = directory;
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      out.write(bytes, offset, length);
    }

    @Override
    public void close() throws IOException {
      if (!channel.isOpen()) {
        return;
      }
      try (channel) {
        channel.force(true);
      }
      sync(directory);
    }
  }
}
