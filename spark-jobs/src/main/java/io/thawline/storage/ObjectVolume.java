package io.thawline.storage;

import io.thawline.io.Source;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A prefix of an S3 bucket, through Hadoop's {@code s3a}. An object appears whole when its writer
 * closes it, and there is no rename: a commit is one PUT of the manifest. Directories are assumed
 * nowhere; s3a keeps markers for them as it likes.
 *
 * <p>Where client and server can, the PUT is refused if the name is taken. Without that the name is
 * looked up before the PUT and read back after it, which narrows a race of two writers and does not
 * end it.
 */
final class ObjectVolume implements Volume {
  private static final Logger LOG = LoggerFactory.getLogger(ObjectVolume.class);
  private static final int READS = 20;

  private final FileSystem files;
  private final Path root;
  private final CreateOnlyPut puts;

  /**
   * @throws IOException when the store cannot be reached
   */
  ObjectVolume(Path location, Configuration configuration) throws IOException {
    this(location.getFileSystem(configuration), location);
  }

  private ObjectVolume(FileSystem files, Path location) {
    this.files = files;
    this.root = files.makeQualified(location);
    this.puts = new CreateOnlyPut(files);
  }

  @Override
  public String location() {
    return root.toString();
  }

  /** Nothing to make: the first object brings its prefix along. */
  @Override
  public void createRoot() {}

  /** Looks the name up first, which does not refuse a writer of the same moment. */
  @Override
  public OutputStream create(String name) throws IOException {
    return files.create(path(name), false);
  }

  @Override
  public Optional<InputStream> open(String name) throws IOException {
    try {
      return Optional.of(files.open(path(name)));
    } catch (FileNotFoundException e) {
      return Optional.empty();
    }
  }

  /**
   * {@inheritDoc}
   *
   * <p>s3a looks at an object and then asks for it as it was; where a writer came in between, this
   * looks again.
   */
  @Override
  public Optional<byte[]> contents(String name) throws IOException {
    for (int read = 1; read < READS; read++) {
      try {
        return Volume.super.contents(name);
      } catch (IOException e) {
        if (!CreateOnlyPut.isChange(e)) {
          throw e;
        }
      }
    }
    return Volume.super.contents(name);
  }

  @Override
  public Source source(String name) throws IOException {
    return HadoopSource.open(files, path(name));
  }

  @Override
  public List<String> list(String directory) throws IOException {
    try {
      return Arrays.stream(files.listStatus(path(directory)))
          .filter(status -> !status.getPath().equals(path(directory)))
          .map(status -> status.getPath().getName())
          .sorted()
          .toList();
    } catch (FileNotFoundException e) {
      return List.of();
    }
  }

  /** For small files: the contents pass through this process. */
  @Override
  public boolean publish(String from, String to) throws IOException {
    byte[] contents = whole(from);
    boolean placed =
        refusesTakenNames() ? puts.isPlaced(path(to), contents) : putWatching(to, contents);
    if (placed) {
      discard(from);
    }
    return placed;
  }

  private boolean putWatching(String name, byte[] contents) throws IOException {
    if (files.exists(path(name))) {
      return false;
    }
    puts.put(path(name), contents);
    return Arrays.equals(contents, whole(name));
  }

  /**
   * {@inheritDoc}
   *
   * <p>What a request that was given up may still do, S3 does not say.
   */
  @Override
  public boolean isRevocable() {
    return false;
  }

  @Override
  public boolean refusesTakenNames() throws IOException {
    return puts.isRefusedWhereTaken(path(Names.partial(Names.newId(), 0)));
  }

  @Override
  public void replace(String from, String to) throws IOException {
    FSDataOutputStream out = files.create(path(to), true);
    try (InputStream in = files.open(path(from))) {
      in.transferTo(out);
    } catch (IOException e) {
      out.abort(); // to close it would put a part in place of the old
      throw e;
    }
    out.close();
    discard(from);
  }

  @Override
  public boolean delete(String name) throws IOException {
    try {
      return files.delete(path(name), false);
    } catch (FileNotFoundException e) {
      return false;
    }
  }

  /** The act is done; that its source stays costs space alone. */
  private void discard(String name) {
    try {
      delete(name);
    } catch (IOException e) {
      LOG.warn("Cannot delete {}: {}", describe(name), Failures.reason(e));
    }
  }

  /**
   * Copies object by object: after a crash in between, the next call moves the rest. The claims
   * come last, so that the run has its owner meanwhile. Files on their way and signs of life, which
   * come and go at any moment, stay behind.
   */
  @Override
  public Volume moveAside() throws IOException {
    int n = 1;
    while (files.exists(root.suffix(".old-" + n))) {
      n++;
    }
    ObjectVolume old = new ObjectVolume(files, root.suffix(".old-" + n));
    for (String name : list("")) {
      if (!name.equals(Names.OWNER) && !Names.isPartial(name)) {
        move(name, old);
      }
    }
    moveClaims(old);
    return old;
  }

  private void moveClaims(ObjectVolume target) throws IOException {
    for (String name : list(Names.OWNER)) {
      String record = Names.OWNER + "/" + name;
      if (Names.epochOfSign(name).isPresent()) {
        discard(record);
      } else {
        move(record, target);
      }
    }
    discard(Names.OWNER); // the marker of a directory that s3a leaves there
  }

  private void move(String name, ObjectVolume target) throws IOException {
    if (!files.rename(path(name), target.path(name))) {
      throw new IOException("the store refused to move it to " + target.describe(name));
    }
  }

  private byte[] whole(String name) throws IOException {
    return contents(name).orElseThrow(() -> new FileNotFoundException(describe(name)));
  }

  private Path path(String name) {
    return name.isEmpty() ? root : new Path(root, name);
  }
}
