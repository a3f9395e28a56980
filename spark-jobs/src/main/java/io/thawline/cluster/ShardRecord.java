package io.thawline.cluster;

import java.io.Serializable;

/** One record of one shard with the samples it weighs. A class, for Kryo reads no records back. */
final class ShardRecord implements Serializable {
  private static final long serialVersionUID = 1L;

  private final long samples;
  private final byte[] bytes;

  ShardRecord(long samples, byte[] bytes) {
    this.samples = samples;
    this.bytes = bytes;
  }

  long samples() {
    return samples;
  }

  byte[] bytes() {
    return bytes;
  }
}
