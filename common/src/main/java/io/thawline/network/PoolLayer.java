package io.thawline.network;

import ai.djl.ndarray.NDArray;
import io.thawline.config.Key;
import io.thawline.network.Features.Form;
import io.thawline.nn.Layers;
import io.thawline.nn.Mode;
import io.thawline.nn.Weights;
import java.util.Locale;

/** One number for several. */
public record PoolLayer(
    @Key(help = "which layer", example = "pool") Kind kind,
    @Key(help = "max, average, global_average or first_row", defaultValue = "max")
        Function function,
    @Key(help = "side of the window of max and average", defaultValue = "2") int kernel)
    implements LayerOptions {
  /** Which layer. */
  public enum Kind {
    POOL
  }

  /** Which number stands for the others. */
  public enum Function {
    /** The largest in each window of a map. */
    MAX,
    /** The mean in each window of a map. */
    AVERAGE,
    /** The mean of each channel of a map, which leaves a vector. */
    GLOBAL_AVERAGE,
    /** Of rows the first, which leaves a vector. */
    FIRST_ROW
  }

  public PoolLayer {
    NewLayers.atLeastOne("kernel", kernel);
  }

  @Override
  public Features behind(Features before) {
    NewLayers.require(
        before,
        "function",
        function.name().toLowerCase(Locale.ROOT),
        function == Function.FIRST_ROW ? Form.ROWS : Form.MAP);
    if (function == Function.FIRST_ROW || function == Function.GLOBAL_AVERAGE) {
      return Features.vector(before.width());
    }
    if (kernel > before.side()) {
      throw new IllegalArgumentException(
          "kernel is %d, too large for %s".formatted(kernel, before));
    }
    return Features.map(before.width(), before.side() / kernel);
  }

  @Override
  public NDArray run(Weights weights, NDArray x, String name, Mode mode) {
    return switch (function) {
      case MAX -> Layers.maxPool2d(x, kernel, kernel, 0);
      case AVERAGE -> Layers.averagePool2d(x, kernel);
      case GLOBAL_AVERAGE -> Layers.globalAveragePool(x);
      case FIRST_ROW -> x.get(":,0");
    };
  }
}
