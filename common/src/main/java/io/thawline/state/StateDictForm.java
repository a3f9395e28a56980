package io.thawline.state;

import io.thawline.tensor.HostTensor;
import io.thawline.tensor.Shape;
import io.thawline.tensor.StateDict;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * A network state as one flat state dict, the form in which it is stored and sent: the tensors
 * under their own names, what the optimizer remembers of {@code NAME} as {@code exp_avg/NAME},
 * {@code exp_avg_sq/NAME} and {@code step/NAME}, the outer step's velocity as {@code
 * velocity/NAME}. PyTorch's names hold no slash.
 */
public final class StateDictForm {
  private static final String STEP = "step";
  private static final String VELOCITY = "velocity";
  private static final char SLASH = '/';

  private StateDictForm() {}

  /** The state as one state dict: tensors first, then the moments by parameter, then velocities. */
  public static StateDict write(NetworkState state) {
    Map<String, HostTensor> all = new LinkedHashMap<>(state.tensors().asMap());
    state
        .moments()
        .forEach(
            (name, moments) -> {
              moments.slots().forEach((slot, values) -> all.put(slot + SLASH + name, values));
              all.put(STEP + SLASH + name, HostTensor.ofLongs(Shape.of(), moments.step()));
            });
    state.velocity().forEach((name, values) -> all.put(VELOCITY + SLASH + name, values));
    return StateDict.of(all);
  }

  /**
   * The state that {@link #write} made the state dict of.
   *
   * @throws IllegalArgumentException when the steps of some parameter's moments are absent
   */
  public static NetworkState read(StateDict all) {
    Map<String, HostTensor> tensors = new LinkedHashMap<>();
    Map<String, HostTensor> velocity = new LinkedHashMap<>();
    Map<String, Map<String, HostTensor>> remembered = new LinkedHashMap<>();
    all.asMap()
        .forEach(
            (name, tensor) -> {
              int slash = name.indexOf(SLASH);
              String parameter = name.substring(slash + 1);
              if (slash < 0) {
                tensors.put(name, tensor);
              } else if (name.startsWith(VELOCITY + SLASH)) {
                velocity.put(parameter, tensor);
              } else {
                remembered
                    .computeIfAbsent(parameter, absent -> new TreeMap<>())
                    .put(name.substring(0, slash), tensor);
              }
            });
    Map<String, Moments> moments = new LinkedHashMap<>();
    remembered.forEach((parameter, slots) -> moments.put(parameter, moments(parameter, slots)));
    return new NetworkState(StateDict.of(tensors), moments, velocity);
  }

  private static Moments moments(String parameter, Map<String, HostTensor> slots) {
    HostTensor step = slots.remove(STEP);
    if (step == null) {
      throw new IllegalArgumentException("no %s/%s".formatted(STEP, parameter));
    }
    return Moments.of(slots, step.toLongs()[0]);
  }
}
