package io.thawline.state;

import java.io.Serializable;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * What computed a state. Bits repeat only where all of it is the same.
 *
 * @param threads threads of the engine per task
 * @param capability the engine's vector width and the processor's vendor, such as {@code AVX512
 *     AuthenticAMD}
 * @param device {@code cpu} or {@code cuda}
 * @param versions of the libraries, by name
 */
public record ComputedBy(
    int threads, String capability, String device, Map<String, String> versions)
    implements Serializable {
  public ComputedBy {
    versions = Collections.unmodifiableSortedMap(new TreeMap<>(versions));
  }

  /** In words, for a message. */
  public String describe() {
    return "%s, %s, %d thread%s, %s"
        .formatted(
            device,
            capability,
            threads,
            threads == 1 ? "" : "s",
            versions.entrySet().stream()
                .map(version -> version.getKey() + " " + version.getValue())
                .collect(Collectors.joining(", ")));
  }
}
