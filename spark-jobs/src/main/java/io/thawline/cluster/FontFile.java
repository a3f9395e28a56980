package io.thawline.cluster;

import io.thawline.glyph.Font;

/**
 * A font as bytes, for the driver to check and for tasks to open.
 *
 * @param location where it came from, for messages
 * @param bytes the whole file
 */
@SuppressWarnings("ArrayRecordComponent") // carried, never compared
public record FontFile(String location, byte[] bytes) {
  /** Opens it for the calling thread. */
  public Font open() {
    return Font.open(location, bytes);
  }
}
