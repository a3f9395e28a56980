package io.thawline.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import ai.djl.pytorch.jni.JniUtils;
import io.thawline.state.ComputedBy;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;

class DeviceTest {
  @Test
  void threadsAreThoseOfTheCallingThreadAlone() throws Exception {
    ExecutorService one = Executors.newSingleThreadExecutor();
    ExecutorService other = Executors.newSingleThreadExecutor();
    try {
      assertThat(threadsOn(one, 2)).isEqualTo(2);
      assertThat(threadsOn(other, 1)).isEqualTo(1);
      assertThat(CompletableFuture.supplyAsync(JniUtils::getNumThreads, one).get()).isEqualTo(2);
    } finally {
      one.shutdown();
      other.shutdown();
    }
  }

  private static int threadsOn(ExecutorService executor, int threads) throws Exception {
    return CompletableFuture.supplyAsync(
            () -> {
              Device.cpu(threads);
              return JniUtils.getNumThreads();
            },
            executor)
        .get();
  }

  @Test
  void scopesRestoreWhetherAutogradRecords() {
    Device device = Device.cpu(1);
    try (StepScope evaluation = device.newEvaluation()) {
      assertThat(JniUtils.isGradMode()).isFalse();
      try (StepScope step = device.newStep()) {
        assertThat(JniUtils.isGradMode()).isTrue();
        assertThat(step.floats(new float[] {1, 2}, 2).toFloatArray()).containsExactly(1, 2);
      }
      assertThat(JniUtils.isGradMode()).isFalse();
      assertThat(evaluation.longs(new long[] {3}, 1).toLongArray()).containsExactly(3);
    }
  }

  @Test
  void whatComputesIsNamed() {
    ComputedBy by = Device.cpu(1).computedBy();
    assertThat(by.threads()).isEqualTo(1);
    assertThat(by.device()).isEqualTo("cpu");
    assertThat(by.versions()).containsEntry("djl", "0.35.1").containsEntry("pytorch", "2.7.1");
    assertThat(by.capability()).matches("(DEFAULT|AVX2|AVX512) .+");
  }

  @Test
  void operationsDoNotRunBesideEachOther() {
    Device.cpu(1);
    assertThat(JniUtils.getNumInteropThreads()).isEqualTo(1);
  }

  @Test
  void noThreadsAreRefused() {
    assertThatIllegalArgumentException().isThrownBy(() -> Device.cpu(0));
  }
}
