package io.thawline.network;

import io.thawline.tensor.Layout;
import java.util.ArrayList;
import java.util.List;

/**
 * The first stages of a network under their own names, and new layers behind them, named {@code
 * head.0}, {@code head.1} and so on.
 *
 * <p>Inputs: those of the base, or {@value Images#IMAGE} where it is the bare image. Output:
 * {@value Images#LOGITS}, what the last layer gives.
 */
public final class Composed implements Network {
  private static final int KEPT_OF_EACH = 2;

  private final ComposedOptions options;
  private final Composition base;
  private final List<Features> features;
  private final Layout layout;

  public Composed(ComposedOptions options) {
    this.options = options;
    this.base = Composition.of(options.base(), options.through());
    this.features = base.behind(options.layers());
    LayoutBuilder builder =
        LayoutBuilder.ofRectifiers().keep(base.tensors(), base.groups()).added();
    for (int i = 0; i < options.layers().size(); i++) {
      options.layers().get(i).list(builder.group(name(i)), name(i), features.get(i));
    }
    layout = builder.build(stages());
  }

  private String name(int layer) {
    return options.prefix() + "." + layer;
  }

  @Override
  public Layout layout() {
    return layout;
  }

  @Override
  public List<Stage> stages() {
    List<Stage> stages = new ArrayList<>(base.stages());
    int last = options.layers().size() - 1;
    for (int i = 0; i <= last; i++) {
      LayerOptions layer = options.layers().get(i);
      String name = name(i);
      Stage.Layer step = (weights, x, mode) -> layer.run(weights, x, name, mode);
      Stage stage =
          i == last
              ? Stage.last(name, Images.LOGITS, step)
              : Stage.layer(name, features.get(i + 1), step);
      stages.add(stage.drawing(layer.isRandom()));
    }
    return stages;
  }

  /** All of the base, and of each new layer what goes in and what comes out. */
  @Override
  public long activations() {
    long all = base.activations();
    for (Features each : features) {
      all += KEPT_OF_EACH * each.size();
    }
    return all;
  }
}
