package io.thawline.cluster;

import io.thawline.io.Sha256;
import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;

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
  private final Outcome outcome;
  private final String reason;

  private ReadImage(String id, String label, byte[] planes, Outcome outcome, String reason) {
    this.id = id;
    this.label = label;
    this.planes = planes;
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

  static ReadImage of(String id, String label, byte[] planes) {
    return new ReadImage(id, label, planes, Outcome.READ, "");
  }

  static ReadImage dropped(String id, String reason) {
    return new ReadImage(id, "", new byte[0], Outcome.DROPPED, reason);
  }

  static ReadImage unfit(String id, String reason) {
    return new ReadImage(id, "", new byte[0], Outcome.UNFIT, reason);
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
    MessageDigest digest = Sha256.digest();
    digest.update((id + '\0' + label + '\0').getBytes(StandardCharsets.UTF_8));
    digest.update(planes);
    return digest.digest();
  }
}
