package io.thawline.cluster;

import java.io.OutputStream;
import java.util.Arrays;
import java.util.function.Consumer;

/**
 * Hands on what is written in pieces of a bounded size, each as soon as it is full, so that no
 * array grows with a network and one piece at a time is in memory.
 */
final class PieceStream extends OutputStream {
  private final int pieceBytes;
  private final Consumer<byte[]> pieces;
  private byte[] piece = new byte[0];
  private int used;

  PieceStream(int pieceBytes, Consumer<byte[]> pieces) {
    this.pieceBytes = pieceBytes;
    this.pieces = pieces;
  }

  @Override
  public void write(int value) {
    write(new byte[] {(byte) value}, 0, 1);
  }

  @Override
  public void write(byte[] bytes, int offset, int length) {
    int from = offset;
    int left = length;
    while (left > 0) {
      makeRoom(left);
      int count = Math.min(left, piece.length - used);
      System.arraycopy(bytes, from, piece, used, count);
      used += count;
      from += count;
      left -= count;
    }
  }

  private void makeRoom(int wanted) {
    if (used == pieceBytes) {
      close();
    }
    if (used == piece.length) {
      long grown = Math.max(2L * piece.length, used + (long) wanted);
      piece = Arrays.copyOf(piece, (int) Math.min(pieceBytes, grown));
    }
  }

  /** Hands on what is left. */
  @Override
  public void close() {
    if (used > 0) {
      pieces.accept(used == piece.length ? piece : Arrays.copyOf(piece, used));
      piece = new byte[0];
      used = 0;
    }
  }
}
