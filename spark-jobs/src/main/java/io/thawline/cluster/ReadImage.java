package io.thawline.cluster;

import io.thawline.io.Sha256;
import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.List;

/**
 * An image, or a pair of them, as it was read, or why it was not. A class, for Kryo reads no
 * records back.
 *
 * <p>Where there is a reason, there are no pixels.
 */
public final class ReadImage implements Serializable {
  private static final long serialVersionUID = 1L;

  private final String id;
  private final String label;
  private final byte[] planes;
  private final byte[] file;
  private final Outcome outcome;
  private final String reason;

  private ReadImage(
      String id, String label, byte[] planes, byte[] file, Outcome outcome, String reason) {
    this.id = id;
    this.label = label;
    this.planes = planes;
    this.file = file;
    this.outcome = outcome;
    this.reason = reason;
  }

  /** What became of it. */
  enum Outcome {
    READ,
    /** It cannot be read, and others do without it. */
    DROPPED,
    /** It can be read, and is not what was asked for; more of the kind are to be expected. */
    UNFIT
  }

  /**
   * An image that was read.
   *
   * @param files its bytes as they were given
   */
  static ReadImage of(String id, String label, byte[] planes, List<byte[]> files) {
    return new ReadImage(id, label, planes, hash(id, label, files), Outcome.READ, "");
  }

  static ReadImage dropped(String id, String reason) {
    return without(id, Outcome.DROPPED, reason);
  }

  static ReadImage unfit(String id, String reason) {
    return without(id, Outcome.UNFIT, reason);
  }

  private static ReadImage without(String id, Outcome outcome, String reason) {
    return new ReadImage(id, "", new byte[0], new byte[0], outcome, reason);
  }

  public String id() {
    return id;
  }

  /** The name of its class, or the number of its style. */
  public String label() {
    return label;
  }

  /** Row-major, side x side for each channel; of a pair the source, then the target. */
  public byte[] planes() {
    return planes;
  }

  /** A phrase with the image as its subject; empty for one that was read. */
  public String reason() {
    return reason;
  }

  public boolean isRead() {
    return outcome == Outcome.READ;
  }

  Outcome outcome() {
    return outcome;
  }

  /** Tells contents apart, whatever their names. */
  public String content() {
    return Sha256.hex(planes);
  }

  /** The hash of all that training sees of it. */
  byte[] hash() {
    return hash(id, label, List.of(planes));
  }

  /** Likewise, of what was given, whatever size a network wants of it. */
  byte[] hashOfFile() {
    return file.clone();
  }

  private static byte[] hash(String id, String label, List<byte[]> contents) {
    MessageDigest digest = Sha256.digest();
    digest.update((id + '\0' + label + '\0').getBytes(StandardCharsets.UTF_8));
    for (byte[] each : contents) {
      digest.update(each);
    }
    return digest.digest();
  }
}
