package io.thawline.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.thawline.tensor.HostTensor;
import io.thawline.tensor.Shape;
import io.thawline.tensor.StateDict;
import java.util.Map;
import org.junit.jupiter.api.Test;

class StateDictFormTest {
  private static HostTensor value(float value) {
    return HostTensor.ofFloats(Shape.of(1), value);
  }

  @Test
  void whateverIsRememberedComesBack() {
    NetworkState state =
        new NetworkState(
            StateDict.of(Map.of("a.weight", value(1), "b.weight", value(2))),
            Map.of(
                "a.weight",
                Moments.of(Map.of("exp_avg", value(3), "exp_avg_sq", value(4)), 5),
                "b.weight",
                Moments.of(Map.of("momentum_buffer", value(6)), 7)),
            Map.of("b.weight", value(8)));
    StateDict form = StateDictForm.write(state);
    assertThat(form.names())
        .contains("exp_avg/a.weight", "step/b.weight", "momentum_buffer/b.weight")
        .contains("velocity/b.weight");
    assertThat(StateDictForm.read(form)).isEqualTo(state);
  }

  @Test
  void momentsWithoutStepsAreRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> StateDictForm.read(StateDict.of(Map.of("exp_avg/a", value(1)))))
        .withMessage("no step/a");
  }
}
