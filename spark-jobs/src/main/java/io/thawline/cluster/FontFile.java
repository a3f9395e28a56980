package io.thawline.cluster;

import io.thawline.glyph.Font;
import java.io.Serializable;

/**
 * A font as bytes, so that tasks can open it.
 *
 * @param location where it came from, for messages
 * @param bytes the whole file
 */
@SuppressWarnings("ArrayRecordComponent") // carried, never compared
public record FontFile(String location, byte[] bytes) implements Serializable {
  /** Opens it for the calling thread. */
  public Font open() {
    return Font.open(location, bytes);
  }
}
