package io.thawline.train;

import io.thawline.network.Network;
import io.thawline.network.Stage;
import java.io.Serializable;
import java.util.List;

/**
 * The first stages of a network, whose values stand still for a while, so that each shard computes
 * them once.
 *
 * @param network its name
 * @param stages how many; 0 for none
 * @param memory bytes of an executor's heap for what they leave, together with what other shards
 *     have there; the rest goes to its disk
 */
public record Prefix(String network, int stages, long memory) implements Serializable {
  /** No stage at all. */
  public static final Prefix NONE = new Prefix("", 0, 0);

  /** The tensors that they work with. */
  public List<String> tensors(Network all) {
    List<String> names = all.stages().stream().limit(stages).map(Stage::name).toList();
    return all.layout().groups().stream()
        .filter(group -> names.contains(group.name()))
        .flatMap(group -> group.tensors().stream())
        .toList();
  }

  /** Whether there is any stage. */
  public boolean isEmpty() {
    return stages == 0;
  }
}
