package io.thawline.storage;

import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Where things lie in a run directory. Whatever matches none of these names is left alone. */
final class Names {
  static final String CHECKPOINTS = "checkpoints";
  static final String METRICS = "metrics.jsonl";
  static final String OWNER = "owner";

  private static final String PARTIAL = ".partial-";
  private static final String ID = "[0-9a-f]{16}";
  private static final Pattern MANIFEST = Pattern.compile("round-(\\d{5,9})\\.json");
  private static final Pattern CLAIM = Pattern.compile("epoch-(\\d{5,9})\\.json");
  private static final Pattern SIGN = Pattern.compile("epoch-(\\d{5,9})\\.sign");
  private static final Pattern ROUND = Pattern.compile("round-(\\d{5,9})");
  private static final Pattern ATTEMPT = Pattern.compile(ID);
  private static final Pattern DATA = Pattern.compile("[\\w.-]+\\.safetensors");
  private static final Pattern PARTIAL_FILE = Pattern.compile("\\.partial-" + ID + "-\\d+");
  private static final Pattern WORD = Pattern.compile("outcome-\\d{8}T\\d{6}-\\d+-\\d+\\.json");
  private static final Pattern NETWORK = Pattern.compile("\\w[\\w.-]*");
  private static final SecureRandom RANDOM = new SecureRandom();

  private Names() {}

  /** An id that no other attempt or process has: 16 hexadecimal digits. */
  static String newId() {
    byte[] bytes = new byte[8];
    RANDOM.nextBytes(bytes);
    return HexFormat.of().formatHex(bytes);
  }

  static String manifest(int round) {
    return roundDirectory(round) + ".json";
  }

  /** The name that a manifest gets when its round is committed again. */
  static String setAside(int round, String attempt) {
    return manifest(round) + ".set-aside-" + attempt;
  }

  static String roundDirectory(int round) {
    return CHECKPOINTS + "/round-%05d".formatted(round);
  }

  static String attemptDirectory(int round, String attempt) {
    return roundDirectory(round) + "/" + attempt;
  }

  /**
   * @throws IllegalArgumentException when the network's name cannot be part of a file's
   */
  static String data(int round, String attempt, String network) {
    if (!NETWORK.matcher(network).matches()) {
      throw new IllegalArgumentException("not a name for a network: " + network);
    }
    return attemptDirectory(round, attempt) + "/" + network + ".safetensors";
  }

  /** A driver's claim to the run. */
  static String claim(int epoch) {
    return OWNER + "/epoch-%05d.json".formatted(epoch);
  }

  /** What a driver rewrites while it lives. */
  static String sign(int epoch) {
    return OWNER + "/epoch-%05d.sign".formatted(epoch);
  }

  /** A file that is still being written by that session. */
  static String partial(String session, int number) {
    return PARTIAL + session + "-" + number;
  }

  /** The round of a manifest's file name, without its directory. */
  static OptionalInt roundOfManifest(String name) {
    return number(MANIFEST.matcher(name));
  }

  /** The round of a directory's name, without its parent. */
  static OptionalInt roundOfDirectory(String name) {
    return number(ROUND.matcher(name));
  }

  /** The epoch of a claim's file name, without its directory. */
  static OptionalInt epochOfClaim(String name) {
    return number(CLAIM.matcher(name));
  }

  /** The epoch of a sign's file name, without its directory. */
  static OptionalInt epochOfSign(String name) {
    return number(SIGN.matcher(name));
  }

  /** What a start left that did not own the run, by the id that the launcher gave it. */
  static boolean isWord(String name) {
    return WORD.matcher(name).matches();
  }

  static boolean isAttempt(String name) {
    return ATTEMPT.matcher(name).matches();
  }

  static boolean isData(String name) {
    return DATA.matcher(name).matches();
  }

  /** A file on its way, of whichever session. */
  static boolean isPartial(String name) {
    return PARTIAL_FILE.matcher(name).matches();
  }

  static boolean isPartialOfOthers(String name, String session) {
    return isPartial(name) && !name.startsWith(PARTIAL + session);
  }

  private static OptionalInt number(Matcher matcher) {
    return matcher.matches()
        ? OptionalInt.of(Integer.parseInt(matcher.group(1)))
        : OptionalInt.empty();
  }
}
