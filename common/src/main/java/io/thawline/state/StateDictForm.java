package io.thawline.state;

import io.thawline.tensor.HostTensor;
import io.thawline.tensor.Shape;
import io.thawline.tensor.StateDict;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A network state as one flat state dict, the form in which it is stored and sent: the tensors
 * under their own names, the moments of {@code NAME} as {@code exp_avg/NAME}, {@code
 * exp_avg_sq/NAME} and {@code step/NAME}. PyTorch's names hold no slash.
 */
public final class StateDictForm {
  private static final String EXP_AVG = "exp_avg/";
  private static final String EXP_AVG_SQ = "exp_avg_sq/";
  private static final String STEP = "step/";

  private StateDictForm() {}

  /** The state as one state dict: tensors first, then the moments by parameter. */
  public static StateDict write(NetworkState state) {
    Map<String, HostTensor> all = new LinkedHashMap<>(state.tensors().asMap());
    state
        .moments()
        .forEach(
            (name, moments) -> {
              all.put(EXP_AVG + name, moments.expAvg());
              all.put(EXP_AVG_SQ + name, moments.expAvgSq());
              all.put(STEP + name, HostTensor.ofLongs(Shape.of(), moments.step()));
            });
    return StateDict.of(all);
  }

  /**
   * The state that {@link #write} made the state dict of.
   *
   * @throws IllegalArgumentException when a part of some parameter's moments is absent
   */
  public static NetworkState read(StateDict all) {
    Map<String, HostTensor> tensors = new LinkedHashMap<>();
    Map<String, Moments> moments = new LinkedHashMap<>();
    all.asMap()
        .forEach(
            (name, tensor) -> {
              if (name.startsWith(EXP_AVG)) {
                String parameter = name.substring(EXP_AVG.length());
                moments.put(
                    parameter,
                    new Moments(
                        tensor,
                        all.require(EXP_AVG_SQ + parameter),
                        all.require(STEP + parameter).toLongs()[0]));
              } else if (!name.startsWith(EXP_AVG_SQ) && !name.startsWith(STEP)) {
                tensors.put(name, tensor);
              }
            });
    return new NetworkState(StateDict.of(tensors), moments);
  }
}
