package io.thawline.nn;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CapabilityTest {
  private static List<String> cpu(String flags) {
    return List.of("vendor_id\t: GenuineIntel", "flags\t\t: fpu " + flags);
  }

  @Test
  void theWidestLevelThatAllFlagsAllowIsTaken() {
    String avx512 = "fma avx2 avx512vl avx512bw avx512dq";
    assertThat(Capability.describe(cpu(avx512), Map.of())).isEqualTo("AVX512 GenuineIntel");
    assertThat(Capability.describe(cpu("fma avx2 avx512vl"), Map.of()))
        .isEqualTo("AVX2 GenuineIntel");
    assertThat(Capability.describe(cpu("sse4_2"), Map.of())).isEqualTo("DEFAULT GenuineIntel");
  }

  @Test
  void theEnvironmentLimitsIt() {
    Map<String, String> limits =
        Map.of("ATEN_CPU_CAPABILITY", "avx2", "ONEDNN_MAX_CPU_ISA", "AVX2");
    assertThat(Capability.describe(cpu("fma avx2 avx512vl avx512bw avx512dq"), limits))
        .isEqualTo("AVX2 of AVX512 GenuineIntel ONEDNN_MAX_CPU_ISA=AVX2");
  }

  @Test
  void spellingsThatTheEngineIgnoresLimitNothing() {
    assertThat(Capability.describe(cpu("fma avx2"), Map.of("ATEN_CPU_CAPABILITY", "DEFAULT")))
        .isEqualTo("AVX2 GenuineIntel");
  }

  @Test
  void unknownProcessorsAreNamedSo() {
    assertThat(Capability.describe(List.of(), Map.of())).isEqualTo("DEFAULT unknown");
  }
}
