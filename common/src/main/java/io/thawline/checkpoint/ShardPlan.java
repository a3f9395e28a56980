package io.thawline.checkpoint;

import io.thawline.tensor.Cast;
import io.thawline.tensor.HostTensor;
import io.thawline.tensor.StateDict;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Which tensors go into which file: in their order, a new file where the next tensor would not fit.
 *
 * @param single the file when one is enough
 */
record ShardPlan(Path single, List<Shard> shards, long totalBytes) {
  private static final String SUFFIX = ".safetensors";

  /** One file. */
  record Shard(Path file, Map<String, HostTensor> tensors) {}

  static ShardPlan of(Path single, StateDict tensors, Cast cast, long maxBytes) {
    List<Map<String, HostTensor>> groups = new ArrayList<>();
    groups.add(new LinkedHashMap<>());
    long inGroup = 0;
    long total = 0;
    for (Map.Entry<String, HostTensor> entry : tensors.asMap().entrySet()) {
      HostTensor tensor = entry.getValue();
      long bytes = tensor.shape().elements() * cast.dtypeOf(tensor).bytes();
      Map<String, HostTensor> group = groups.get(groups.size() - 1);
      if (!group.isEmpty() && bytes > maxBytes - inGroup) {
        group = new LinkedHashMap<>();
        groups.add(group);
        inGroup = 0;
      }
      group.put(entry.getKey(), tensor);
      inGroup += bytes;
      total += bytes;
    }
    return new ShardPlan(single, named(single, groups), total);
  }

  private static List<Shard> named(Path single, List<Map<String, HostTensor>> groups) {
    List<Shard> shards = new ArrayList<>();
    String stem = stem(single);
    for (int i = 0; i < groups.size(); i++) {
      String name = "%s-%05d-of-%05d%s".formatted(stem, i + 1, groups.size(), SUFFIX);
      shards.add(
          new Shard(groups.size() == 1 ? single : single.resolveSibling(name), groups.get(i)));
    }
    return shards;
  }

  private static String stem(Path single) {
    String name = String.valueOf(single.getFileName());
    return name.substring(0, Math.max(0, name.length() - SUFFIX.length()));
  }

  Path index() {
    return single.resolveSibling(single.getFileName() + ShardIndex.SUFFIX);
  }

  /** All files, the one to open last. */
  List<Path> files() {
    List<Path> files = new ArrayList<>(shards.stream().map(Shard::file).toList());
    if (shards.size() > 1) {
      files.add(index());
    }
    return files;
  }

  /** The file name of each tensor, in the tensors' order. */
  Map<String, String> fileNames() {
    Map<String, String> names = new LinkedHashMap<>();
    shards.forEach(
        shard ->
            shard
                .tensors()
                .keySet()
                .forEach(name -> names.put(name, String.valueOf(shard.file().getFileName()))));
    return names;
  }
}
