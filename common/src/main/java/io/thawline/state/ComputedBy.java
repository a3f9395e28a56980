package io.thawline.state;

import java.io.Serializable;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * What computed a state. Bits repeat only where all of it is the same.
 *
 * @param threads threads of the engine per task
 * @param capability the engine's vector width, such as {@code AVX512}
 * @param device {@code cpu} or {@code cuda}
 * @param versions of the libraries, by name
 */
public record ComputedBy(
    int threads, String capability, String device, Map<String, String> versions)
    implements Serializable {
  public ComputedBy {
    versions = Collections.unmodifiableSortedMap(new TreeMap<>(versions));
  }
}
