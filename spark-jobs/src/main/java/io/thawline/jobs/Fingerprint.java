package io.thawline.jobs;

import io.thawline.cluster.FontFile;
import io.thawline.cluster.PairRendering.Style;
import io.thawline.glyph.CharacterSet;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Tells prepared data apart: equal fingerprints mean equal glyph pairs. */
final class Fingerprint {
  /** Counts up whenever glyphs are drawn differently. */
  private static final String CONVENTION = "1";

  private static final int BYTES = 8;

  private Fingerprint() {}

  static String of(
      FontFile source,
      FontFile target,
      CharacterSet training,
      CharacterSet validation,
      Style style) {
    String text =
        String.join(
            "\n",
            CONVENTION,
            sha256(source.bytes()),
            sha256(target.bytes()),
            training.codePoints().toString(),
            validation.codePoints().toString(),
            style.toString());
    return sha256(text.getBytes(StandardCharsets.UTF_8)).substring(0, 2 * BYTES);
  }

  /** In lower-case hexadecimal. */
  static String sha256(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every Java has SHA-256", e);
    }
  }
}
