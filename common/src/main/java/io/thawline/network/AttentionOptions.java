package io.thawline.network;

import io.thawline.config.Key;
import java.io.Serializable;

/**
 * A self-attention layer that the published network does not have.
 *
 * @param placement where it goes
 * @param mapSize side, in pixels, of the map it looks at; read only where it is placed
 * @param scaling of the scores that queries and keys give
 * @param start how the weights of its convolutions start
 * @param names of its parts in the state dict
 */
public record AttentionOptions(
    @Key(help = "where a self-attention layer is added", defaultValue = "none") Placement placement,
    @Key(help = "side in pixels of the map it looks at", defaultValue = "8") int mapSize,
    @Key(help = "what its scores are multiplied by: none, or inverse_sqrt", defaultValue = "none")
        Scaling scaling,
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

  /** What becomes of the scores before they are weighed against each other. */
  public enum Scaling {
    /** They stay, as in SAGAN. */
    NONE,
    /** Times {@code 1 / sqrt(d)}, d the channels of a query (Vaswani et al. 2017). */
    INVERSE_SQRT
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
    return new AttentionOptions(
        placement, mapSize, Scaling.NONE, Start.NORMAL, AttentionNames.PUBLISHED);
  }

  /** What the scores of queries with so many channels are multiplied by. */
  double scale(int queryChannels) {
    return scaling == Scaling.NONE ? 1 : 1 / Math.sqrt(queryChannels);
  }
}
