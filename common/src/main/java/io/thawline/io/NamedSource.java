package io.thawline.io;

import java.nio.ByteBuffer;
import java.util.Optional;

/** A source under the name that it was asked for by, not that of its copy in a cache. */
record NamedSource(String location, Source copy) implements Source {
  @Override
  public long size() {
    return copy.size();
  }

  @Override
  public void readFully(long position, ByteBuffer into) {
    copy.readFully(position, into);
  }

  @Override
  public Optional<ByteBuffer> map(long position, int length) {
    return copy.map(position, length);
  }

  @Override
  public void close() {
    copy.close();
  }
}
