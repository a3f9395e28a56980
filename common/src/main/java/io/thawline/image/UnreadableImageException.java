package io.thawline.image;

/** Bytes that are no image; the message is a phrase with the file as its subject. */
public final class UnreadableImageException extends Exception {
  private static final long serialVersionUID = 1L;

  UnreadableImageException(String message) {
    super(message);
  }

  UnreadableImageException(String message, Exception cause) {
    super(message, cause);
  }
}
