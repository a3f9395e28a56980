package io.thawline.network;

import io.thawline.config.Key;
import java.io.Serializable;

/**
 * A self-attention layer that the published network does not have.
 *
 * @param placement where it goes
 * @param mapSize side, in pixels, of the map it looks at; read only where it is placed
 */
public record AttentionOptions(
    @Key(help = "where a self-attention layer is added", defaultValue = "none") Placement placement,
    @Key(help = "side in pixels of the map it looks at", defaultValue = "8") int mapSize)
    implements Serializable {
  /** No attention. */
  public static final AttentionOptions NONE = new AttentionOptions(Placement.NONE, 8);

  /** Where the layer goes. */
  public enum Placement {
    /** Nowhere. */
    NONE,
    /** At the end of the {@code down} part whose map has the size, so that no key is renamed. */
    APPEND
  }

  public AttentionOptions {
    if (mapSize < 1) {
      throw new IllegalArgumentException("map_size must be at least 1, got " + mapSize);
    }
  }
}
