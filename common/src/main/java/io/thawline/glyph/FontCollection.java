package io.thawline.glyph;

import io.thawline.errors.InputRefusedException;
import java.nio.ByteBuffer;

/**
 * Takes one face out of a TrueType collection: {@code ttcf}, version, number of faces, and for each
 * face the place of its table directory. See the OpenType specification, "Font Collections".
 */
final class FontCollection {
  private static final int SIGNATURE = 0x74746366;
  private static final int HEADER = 12;
  private static final int RECORD = 16;

  private FontCollection() {}

  /** The bytes as a single font of that face; the bytes themselves when they are no collection. */
  static byte[] face(String location, byte[] bytes, int face) {
    ByteBuffer file = ByteBuffer.wrap(bytes);
    boolean collection = bytes.length >= HEADER && file.getInt(0) == SIGNATURE;
    int faces = collection ? file.getInt(8) : 1;
    if (face < 0 || face >= faces) {
      throw new InputRefusedException(
          "The font %s has no face %d. Choose one of 0 to %d."
              .formatted(location, face, faces - 1));
    }
    if (!collection) {
      return bytes;
    }
    try {
      return withDirectoryInFront(bytes, file.getInt(HEADER + 4 * face));
    } catch (IndexOutOfBoundsException e) {
      throw new InputRefusedException(
          "The font collection %s is cut off. Give an intact file.".formatted(location), e);
    }
  }

  /**
   * A font is read from its start, so the file goes behind a copy of the face's directory, whose
   * offsets grow by the length of that copy.
   */
  private static byte[] withDirectoryInFront(byte[] bytes, int directory) {
    int tables = ByteBuffer.wrap(bytes).getShort(directory + 4) & 0xffff;
    int length = HEADER + RECORD * tables;
    byte[] single = new byte[length + bytes.length];
    System.arraycopy(bytes, directory, single, 0, length);
    System.arraycopy(bytes, 0, single, length, bytes.length);
    ByteBuffer records = ByteBuffer.wrap(single);
    for (int i = 0; i < tables; i++) {
      int offset = HEADER + RECORD * i + 8;
      records.putInt(offset, records.getInt(offset) + length);
    }
    return single;
  }
}
