package io.thawline.host;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/** The memory that control groups allow this process, the container's limit: versions 1 and 2. */
public final class MemoryLimit {
  /** Version 1 writes the largest multiple of a page for "no limit". */
  private static final long NONE = 1L << 60;

  private MemoryLimit() {}

  /** In bytes; empty where there is none, or where it cannot be told. */
  public static OptionalLong ofThisProcess() {
    return of(Path.of("/proc/self/cgroup"), Path.of("/sys/fs/cgroup"));
  }

  /** The least limit of the group and of those above it. */
  static OptionalLong of(Path membership, Path mount) {
    List<Path> files = new ArrayList<>();
    try {
      for (String line : Files.readAllLines(membership)) {
        String[] parts = line.split(":", 3);
        if (parts.length == 3 && parts[1].isEmpty()) {
          addDownTo(files, mount, parts[2], "memory.max");
        } else if (parts.length == 3 && List.of(parts[1].split(",")).contains("memory")) {
          addDownTo(files, mount.resolve("memory"), parts[2], "memory.limit_in_bytes");
        }
      }
    } catch (IOException noSuchSystem) {
      return OptionalLong.empty();
    }
    return files.stream().mapToLong(MemoryLimit::read).filter(limit -> limit < NONE).min();
  }

  /** Inside a container the mount is the group itself, and the path below it is not there. */
  private static void addDownTo(List<Path> files, Path mount, String group, String name) {
    Path path = mount;
    files.add(path.resolve(name));
    for (Path part : Path.of(group.replaceFirst("^/+", ""))) {
      path = path.resolve(part);
      files.add(path.resolve(name));
    }
  }

  private static long read(Path file) {
    try {
      return Long.parseLong(Files.readString(file).strip());
    } catch (IOException | NumberFormatException noLimit) {
      return Long.MAX_VALUE;
    }
  }
}
