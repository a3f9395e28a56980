package io.thawline.checkpoint;

/** Why a file is not read, and how to mend it; {@link Checkpoints} adds which file. */
final class Refusal extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** Names in a file may be as long, and hold what control characters, as its maker likes. */
  private static final int LONGEST = 500;

  Refusal(String what, String remedy) {
    super(printable(what) + ". " + remedy);
  }

  private static String printable(String what) {
    String cut = what.length() <= LONGEST ? what : what.substring(0, LONGEST) + "...";
    return cut.replaceAll("\\p{Cntrl}", "?");
  }

  /** A file that does not hold what its own format promises. */
  static Refusal damaged(String what) {
    return new Refusal(what, "The file is damaged: fetch or save it again.");
  }
}
