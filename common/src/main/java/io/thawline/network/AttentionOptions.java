package io.thawline.network;

import io.thawline.config.Key;
import java.io.Serializable;

/**
 * A self-attention layer that the published network does not have.
 *
 * @param placement where it goes
 * @param mapSize side, in pixels, of the map it looks at; read only where it is placed
 * @param start how the weights of its convolutions start
 * @param names of its parts in the state dict
 */
public record AttentionOptions(
    @Key(help = "where a self-attention layer is added", defaultValue = "none") Placement placement,
    @Key(help = "side in pixels of the map it looks at", defaultValue = "8") int mapSize,
    @Key(help = "how its convolutions start", defaultValue = "normal") Start start,
    AttentionNames names)
    implements Serializable {
  /** No attention. */
  public static final AttentionOptions NONE = of(Placement.NONE, 8);

  /** Where the layer goes, in the level whose inner map has the size. */
  public enum Placement {
    /** Nowhere. */
    NONE,
    /** At the end of the {@code down} part, so that no key is renamed. */
    APPEND,
    /** At the beginning of the {@code up} part, whose later keys move by one. */
    INSERT,
    /** Behind the {@code down} part, as a module of its own named {@code att}. */
    ATTR
  }

  /** How weights start; gamma and all biases are zero whatever it is. */
  public enum Start {
    /** Normal with deviation 0.02, as the network's other convolutions. */
    NORMAL,
    KAIMING,
    XAVIER,
    /** Queries, keys and values are the input's own channels. */
    IDENTITY
  }

  public AttentionOptions {
    if (mapSize < 1) {
      throw new IllegalArgumentException("map_size must be at least 1, got " + mapSize);
    }
  }

  /** A layer that is otherwise as published. */
  public static AttentionOptions of(Placement placement, int mapSize) {
    return new AttentionOptions(placement, mapSize, Start.NORMAL, AttentionNames.PUBLISHED);
  }
}
