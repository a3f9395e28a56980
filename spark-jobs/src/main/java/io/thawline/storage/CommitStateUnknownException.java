package io.thawline.storage;

/**
 * The store did not say whether a commit took effect, and could not be asked. Whatever was written
 * is left in place: the next start finds out by reading it.
 */
public final class CommitStateUnknownException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  CommitStateUnknownException(String location, int round, Throwable cause) {
    super(
        "Whether round %d was committed to %s is not known: %s. Start the same command again: it goes on from what is there."
            .formatted(round, location, Failures.reason(cause)),
        cause);
  }
}
