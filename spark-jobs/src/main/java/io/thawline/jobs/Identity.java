package io.thawline.jobs;

import io.thawline.config.Configuration;
import io.thawline.config.Key;
import io.thawline.io.Sha256;
import io.thawline.schedule.Origin;
import io.thawline.storage.Manifest;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What must not change between two starts of a run, for its rounds to be those of one run: the keys
 * that change numbers, the data themselves, and the phases already run.
 */
final class Identity {
  /** The key under which the data stand. */
  static final String DATA = "data (fingerprint of the pairs)";

  /** The key under which the parameters stand that began fresh, joined by commas. */
  private static final String FRESH = "init (new parameters)";

  /** The length of a named schedule, whose phases say what of it has run. */
  private static final String EPOCHS = "epochs";

  private static final Pattern OF_SCHEDULE = Pattern.compile("(discriminator\\.)?schedule\\..*");

  private static final Pattern PHASE = Pattern.compile("schedule\\.(\\d+)\\..*");

  private Identity() {}

  /**
   * The identity of a run in a phase.
   *
   * @param phase the last that it began to train, -1 for none: later phases may still change, and
   *     the length of this one
   * @param data fingerprint of the prepared pairs
   * @param origin of the parameters
   */
  static SortedMap<String, String> of(
      Configuration<RunConfig> configuration, int phase, String data, Origin origin) {
    SortedMap<String, String> identity = new TreeMap<>();
    configuration
        .keys(Key.Kind.IDENTITY)
        .forEach(
            (key, value) -> {
              if (phase < 0 ? !OF_SCHEDULE.matcher(key).matches() : phaseOf(key) <= phase) {
                identity.put(key, value);
              }
            });
    configuration
        .keys(Key.Kind.EXTENDABLE)
        .forEach(
            (key, value) -> {
              if (phaseOf(key) < phase && !key.equals(EPOCHS)) {
                identity.put(key, value);
              }
            });
    identity.put(DATA, data);
    identity.put(FRESH, String.join(",", new TreeSet<>(origin.fresh())));
    return identity;
  }

  /**
   * One hash for all of it but the spelling of paths: what lies behind them counts through the
   * fingerprint of the data.
   */
  static String sha256(SortedMap<String, String> identity, Configuration<RunConfig> configuration) {
    SortedMap<String, String> values = new TreeMap<>(identity);
    values.keySet().removeAll(configuration.pathsAsWritten().keySet());
    return Sha256.hex(values.toString().getBytes(StandardCharsets.UTF_8));
  }

  /** The origin of the parameters of the run that a round belongs to. */
  static Origin origin(Manifest round) {
    String names = round.record().identity().getOrDefault(FRESH, "");
    return new Origin(names.isEmpty() ? Set.of() : Set.of(names.split(",", -1)));
  }

  private static int phaseOf(String key) {
    Matcher matcher = PHASE.matcher(key);
    return matcher.matches() ? Integer.parseInt(matcher.group(1)) : -1;
  }
}
