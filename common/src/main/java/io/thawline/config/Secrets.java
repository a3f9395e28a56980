package io.thawline.config;

import java.util.Arrays;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/** Keeps passwords out of messages, manifests and the written configuration. */
final class Secrets {
  private static final String HIDDEN = "***";
  private static final Set<String> WORDS =
      Set.of(
          "secret",
          "secrets",
          "password",
          "passphrase",
          "token",
          "credential",
          "credentials",
          "apikey");
  private static final Pattern COMPOUND = Pattern.compile("(api|access|private|account)[._]key");

  /** In Azure's URIs the part before the host names a container, not a user. */
  private static final Pattern USER_INFO =
      Pattern.compile("(?i)\\b(?!abfss?:|wasbs?:)([a-z][a-z0-9+.-]*://)[^/@\\s]+@");

  private Secrets() {}

  /** The value to show for a key path. */
  static String redact(String path, String value) {
    if (isSecret(path) && !value.isEmpty()) {
      return HIDDEN;
    }
    return USER_INFO.matcher(value).replaceAll("$1" + HIDDEN + "@");
  }

  static String redactOverride(String override) {
    int equals = override.indexOf('=');
    if (equals < 0) {
      return override;
    }
    String path = override.substring(0, equals);
    return path + "=" + redact(path, override.substring(equals + 1));
  }

  private static boolean isSecret(String path) {
    String lower = path.toLowerCase(Locale.ROOT);
    return COMPOUND.matcher(lower).find()
        || Arrays.stream(lower.split("[._]", -1)).anyMatch(WORDS::contains);
  }
}
