package io.thawline.nn;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Which of its code paths the engine takes on this processor. DJL does not expose libtorch's own
 * answer, so this repeats the choice of ATen's dispatcher (DispatchStub.cpp): the environment's
 * {@code ATEN_CPU_CAPABILITY}, else the widest level that the processor's flags allow.
 */
final class Capability {
  private static final Path CPU_INFO = Path.of("/proc/cpuinfo");
  private static final Set<String> AVX512 = Set.of("avx512vl", "avx512bw", "avx512dq", "fma");
  private static final Set<String> AVX2 = Set.of("avx2", "fma");

  private Capability() {}

  /**
   * ATen's vector width and the processor's vendor, since the matrix library chooses by both, such
   * as {@code AVX512 GenuineIntel}. Where the environment limits ATen, the processor's own width
   * stands behind it, for other libraries go by that one; then the limit on oneDNN.
   */
  static String ofThisMachine() {
    try {
      return describe(Files.readAllLines(CPU_INFO), System.getenv());
    } catch (IOException e) {
      return describe(List.of(), System.getenv());
    }
  }

  /** A card's generation, from its compute capability in digits, such as 90. */
  static String ofGpu(String computeCapability) {
    return "CUDA " + computeCapability;
  }

  static String describe(List<String> cpuInfo, Map<String, String> environment) {
    Set<String> flags = new TreeSet<>(Arrays.asList(field(cpuInfo, "flags").split(" ")));
    String forced = environment.getOrDefault("ATEN_CPU_CAPABILITY", "");
    // ATen passes over any other spelling
    String level =
        Set.of("default", "avx2", "avx512").contains(forced)
            ? forced.toUpperCase(Locale.ROOT) + " of " + widest(flags)
            : widest(flags);
    String limit = environment.getOrDefault("ONEDNN_MAX_CPU_ISA", "");
    return level
        + " "
        + field(cpuInfo, "vendor_id")
        + (limit.isEmpty() ? "" : " ONEDNN_MAX_CPU_ISA=" + limit);
  }

  private static String widest(Set<String> flags) {
    if (flags.containsAll(AVX512)) {
      return "AVX512";
    }
    return flags.containsAll(AVX2) ? "AVX2" : "DEFAULT";
  }

  private static String field(List<String> cpuInfo, String name) {
    return cpuInfo.stream()
        .filter(line -> line.startsWith(name))
        .map(line -> line.substring(line.indexOf(':') + 1).strip())
        .findFirst()
        .orElse("unknown");
  }
}
