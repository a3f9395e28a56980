package io.thawline.checkpoint;

import io.thawline.tensor.HostTensor;
import io.thawline.tensor.StateDict;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** One weight that PyTorch keeps in several tensors. */
final class WeightParts {
  private static final Pattern PARAMETRIZED =
      Pattern.compile("((?:.*\\.)?)parametrizations\\.([^.]+)\\.(.+)");
  private static final Pattern SUFFIXED = Pattern.compile("(.+)_(orig|u|v|g|mask)");

  private final String name;
  private final Map<Part, HostTensor> parts = new EnumMap<>(Part.class);
  private final Set<String> tensorNames = new TreeSet<>();

  /** What a tensor is of its weight. */
  enum Part {
    ORIGINAL,
    U,
    V,
    MAGNITUDE,
    DIRECTION,
    OTHER
  }

  private record Place(String weight, Part part) {}

  private WeightParts(String name) {
    this.name = name;
  }

  /** All such weights by name, in the order of their first parts. */
  static Map<String, WeightParts> find(StateDict tensors) {
    Map<String, WeightParts> weights = new LinkedHashMap<>();
    tensors
        .asMap()
        .forEach(
            (tensorName, tensor) -> {
              Place place = place(tensorName, tensors);
              if (!place.weight.isEmpty()) {
                WeightParts weight = weights.computeIfAbsent(place.weight, WeightParts::new);
                weight.parts.put(place.part, tensor);
                weight.tensorNames.add(tensorName);
              }
            });
    return weights;
  }

  private static Place place(String tensorName, StateDict tensors) {
    Matcher parametrized = PARAMETRIZED.matcher(tensorName);
    if (parametrized.matches()) {
      return new Place(
          parametrized.group(1) + parametrized.group(2), parametrizedPart(parametrized.group(3)));
    }
    Matcher suffixed = SUFFIXED.matcher(tensorName);
    if (suffixed.matches() && isInParts(suffixed.group(1), tensors.names())) {
      boolean spectral = tensors.names().contains(suffixed.group(1) + "_orig");
      return new Place(suffixed.group(1), suffixedPart(suffixed.group(2), spectral));
    }
    return new Place("", Part.OTHER);
  }

  private static Part parametrizedPart(String rest) {
    return switch (rest) {
      case "original" -> Part.ORIGINAL;
      case "0._u" -> Part.U;
      case "0._v" -> Part.V;
      case "original0" -> Part.MAGNITUDE;
      case "original1" -> Part.DIRECTION;
      default -> Part.OTHER;
    };
  }

  private static Part suffixedPart(String suffix, boolean spectral) {
    return switch (suffix) {
      case "orig" -> Part.ORIGINAL;
      case "u" -> Part.U;
      case "v" -> spectral ? Part.V : Part.DIRECTION;
      case "g" -> Part.MAGNITUDE;
      default -> Part.OTHER;
    };
  }

  /** A parameter may by chance end in _v: its weight must be absent and the other part present. */
  private static boolean isInParts(String weight, Set<String> names) {
    boolean spectral =
        names.contains(weight + "_orig")
            && (names.contains(weight + "_u") || names.contains(weight + "_mask"));
    boolean weightNorm = names.contains(weight + "_g") && names.contains(weight + "_v");
    return !names.contains(weight) && (spectral || weightNorm);
  }

  Set<String> tensorNames() {
    return tensorNames;
  }

  /**
   * The weight.
   *
   * @throws Refusal when the parts are others than those of the two norms or do not fit
   */
  HostTensor fold() {
    Set<Part> present = parts.keySet();
    if (present.equals(Set.of(Part.ORIGINAL, Part.U, Part.V))) {
      return new SpectralNorm(name, part(Part.ORIGINAL), part(Part.U), part(Part.V)).weight();
    }
    if (present.equals(Set.of(Part.MAGNITUDE, Part.DIRECTION))) {
      return WeightNorm.weight(name, part(Part.MAGNITUDE), part(Part.DIRECTION));
    }
    throw unfit(
        name, "is kept as %s, which is not put together".formatted(String.join(", ", tensorNames)));
  }

  private HostTensor part(Part part) {
    HostTensor tensor = parts.get(part);
    if (tensor == null) {
      throw new IllegalStateException(name + " lacks its " + part);
    }
    return tensor;
  }

  static Refusal unfit(String name, String what) {
    return new Refusal(
        "%s %s".formatted(name, what),
        "Put it together in Python before saving: torch.nn.utils.parametrize."
            + "remove_parametrizations, remove_spectral_norm or prune.remove.");
  }
}
