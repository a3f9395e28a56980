package io.thawline.cluster;

import io.thawline.io.Source;
import java.nio.ByteBuffer;
import java.util.List;

/** Reads pieces of equal size, but for the last one, as one file. */
final class PieceSource implements Source {
  private final String name;
  private final List<byte[]> pieces;

  PieceSource(String name, List<byte[]> pieces) {
    this.name = name;
    this.pieces = pieces;
  }

  @Override
  public String location() {
    return name;
  }

  @Override
  public long size() {
    return pieces.stream().mapToLong(piece -> piece.length).sum();
  }

  @Override
  public void readFully(long position, ByteBuffer into) {
    if (position + into.remaining() > size()) {
      throw new IllegalArgumentException(
          "%s has %d bytes, asked for %d at %d"
              .formatted(name, size(), into.remaining(), position));
    }
    long pieceBytes = pieces.isEmpty() ? 1 : pieces.get(0).length;
    long at = position;
    while (into.hasRemaining()) {
      byte[] piece = pieces.get((int) (at / pieceBytes));
      int offset = (int) (at % pieceBytes);
      int count = Math.min(into.remaining(), piece.length - offset);
      into.put(piece, offset, count);
      at += count;
    }
  }

  @Override
  public void close() {}
}
