package io.thawline.checkpoint;

/** Why a file is not read, and how to mend it; {@link Checkpoints} adds which file. */
final class Refusal extends RuntimeException {
  private static final long serialVersionUID = 1L;

  Refusal(String what, String remedy) {
    super(what + ". " + remedy);
  }

  /** A file that does not hold what its own format promises. */
  static Refusal damaged(String what) {
    return new Refusal(what, "The file is damaged: fetch or save it again.");
  }
}
