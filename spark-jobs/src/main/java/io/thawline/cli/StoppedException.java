package io.thawline.cli;

/** A signal ended the command; all was said and written where the signal was taken. */
final class StoppedException extends RuntimeException {
  StoppedException() {
    super("stopped by a signal");
  }
}
