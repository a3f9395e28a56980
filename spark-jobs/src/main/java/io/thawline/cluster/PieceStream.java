package io.thawline.cluster;

import java.io.OutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Collects what is written in pieces of a bounded size, so that no array grows with a network. */
final class PieceStream extends OutputStream {
  private final int pieceBytes;
  private final List<byte[]> pieces = new ArrayList<>();
  private byte[] piece = new byte[0];
  private int used;

  PieceStream(int pieceBytes) {
    this.pieceBytes = pieceBytes;
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
      pieces.add(piece);
      piece = new byte[0];
      used = 0;
    }
    if (used == piece.length) {
      long grown = Math.max(2L * piece.length, used + (long) wanted);
      piece = Arrays.copyOf(piece, (int) Math.min(pieceBytes, grown));
    }
  }

  /** Everything written so far. */
  List<byte[]> pieces() {
    List<byte[]> all = new ArrayList<>(pieces);
    if (used > 0) {
      all.add(Arrays.copyOf(piece, used));
    }
    return all;
  }
}
