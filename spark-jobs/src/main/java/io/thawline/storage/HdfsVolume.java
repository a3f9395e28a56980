package io.thawline.storage;

import io.thawline.io.Source;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.CreateFlag;
import org.apache.hadoop.fs.FileAlreadyExistsException;
import org.apache.hadoop.fs.FileContext;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Options.CreateOpts;
import org.apache.hadoop.fs.Options.Rename;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RemoteIterator;

/**
 * A directory of HDFS. A commit is a rename that refuses a taken name, which the name node does as
 * one step. It takes {@link FileContext}: the rename of {@code FileSystem} moves a directory into
 * an existing one and calls that a success.
 */
final class HdfsVolume implements Volume {
  private final FileContext files;
  private final Path root;

  /**
   * @throws IOException when the file system of that location cannot be reached
   */
  HdfsVolume(Path location, Configuration configuration) throws IOException {
    this(FileContext.getFileContext(location.toUri(), configuration), location);
  }

  private HdfsVolume(FileContext files, Path location) {
    this.files = files;
    this.root = files.makeQualified(location);
  }

  @Override
  public String location() {
    return root.toString();
  }

  @Override
  public void createRoot() throws IOException {
    files.mkdir(root, null, true);
  }

  @Override
  public OutputStream create(String name) throws IOException {
    // SYNC_BLOCK syncs every block as it is finished; a sync before close reaches the last one only
    return files.create(
        path(name),
        EnumSet.of(CreateFlag.CREATE, CreateFlag.SYNC_BLOCK),
        CreateOpts.createParent());
  }

  @Override
  public Optional<InputStream> open(String name) throws IOException {
    try {
      return Optional.of(files.open(path(name)));
    } catch (FileNotFoundException e) {
      return Optional.empty();
    }
  }

  @Override
  public Source source(String name) throws IOException {
    return HadoopSource.open(files, path(name));
  }

  @Override
  public List<String> list(String directory) throws IOException {
    List<String> names = new ArrayList<>();
    try {
      if (!files.getFileStatus(path(directory)).isDirectory()) {
        return List.of();
      }
      RemoteIterator<FileStatus> entries = files.listStatus(path(directory));
      while (entries.hasNext()) {
        names.add(entries.next().getPath().getName());
      }
    } catch (FileNotFoundException e) {
      return List.of();
    }
    return names.stream().sorted().toList();
  }

  @Override
  public boolean publish(String from, String to) throws IOException {
    Path target = path(to);
    files.mkdir(target.getParent(), null, true);
    try {
      files.rename(path(from), target, Rename.NONE);
      return true;
    } catch (FileAlreadyExistsException e) {
      return false;
    }
  }

  @Override
  public void replace(String from, String to) throws IOException {
    Path target = path(to);
    files.mkdir(target.getParent(), null, true);
    files.rename(path(from), target, Rename.OVERWRITE);
  }

  @Override
  public boolean delete(String name) throws IOException {
    try {
      return files.delete(path(name), false);
    } catch (FileNotFoundException e) {
      return false;
    }
  }

  @Override
  public Volume moveAside() throws IOException {
    for (int n = 1; ; n++) {
      Path target = root.suffix(".old-" + n);
      try {
        files.rename(root, target, Rename.NONE);
      } catch (FileAlreadyExistsException e) {
        continue;
      }
      createRoot();
      return new HdfsVolume(files, target);
    }
  }

  private Path path(String name) {
    return name.isEmpty() ? root : new Path(root, name);
  }
}
