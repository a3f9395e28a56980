package io.thawline.network;

import ai.djl.ndarray.NDArray;
import io.thawline.network.AttentionOptions.Placement;
import io.thawline.nn.Layers;
import io.thawline.nn.Mode;
import io.thawline.nn.Weights;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * The forward pass of {@link Zi2ziUNet}: down the levels, the style, up the levels. Each level's
 * outer map waits under a name of its own until the way up.
 */
final class UNetStages {
  /** From this level on, the innermost apart, maps are as wide as they get and may be dropped. */
  private static final int FIRST_DROPPED = 4;

  private final UNetOptions options;
  private final UNetNames names;

  UNetStages(UNetOptions options, UNetNames names) {
    this.options = options;
    this.names = names;
  }

  List<Stage> all() {
    List<Stage> stages = new ArrayList<>();
    for (int level = 0; level < options.levels(); level++) {
      stages.add(down(level));
    }
    int innermost = options.levels() - 1;
    stages.add(
        Stage.of(UNetNames.EMBEDDER, joined(innermost), this::styled)
            .leaving(waiting(innermost) + code()));
    for (int level = innermost; level > 0; level--) {
      stages.add(up(level));
    }
    stages.add(Stage.last(UNetNames.up(0), this::drawn));
    return stages;
  }

  /** Numbers of the maps that wait for the way up through so many levels. */
  private long waiting(int levels) {
    return IntStream.range(0, levels).mapToLong(level -> inner(level).size()).sum();
  }

  private long code() {
    return inner(options.levels() - 1).size();
  }

  private Features inner(int level) {
    return Features.map(options.width(level), options.side(level));
  }

  private Features joined(int level) {
    return Features.map(options.joinedWidth(level), options.side(level));
  }

  private static String map(int level) {
    return "map." + level;
  }

  private Stage down(int level) {
    Stage.Step step =
        (weights, values, mode) -> {
          boolean first = UNetNames.isOutermost(level);
          NDArray outer = Inputs.require(values, first ? Zi2ziUNet.IMAGE : Stage.FEATURES);
          NDArray inner = down(weights, outer, level, mode);
          Map<String, NDArray> left = new HashMap<>(Stage.with(values, Stage.FEATURES, inner));
          left.remove(Zi2ziUNet.IMAGE);
          if (!first) {
            left.put(map(level), outer);
          }
          return left;
        };
    return Stage.of(UNetNames.down(level), inner(level), step).leaving(waiting(level));
  }

  private NDArray down(Weights weights, NDArray outer, int level, Mode mode) {
    NDArray x = UNetNames.isOutermost(level) ? outer : Layers.leakyRelu(outer, Zi2ziUNet.SLOPE);
    NDArray weight = weights.tensor(names.downConv(level) + ".weight");
    x = Layers.conv2d(x, weight, Zi2ziUNet.STRIDE, Zi2ziUNet.PADDING);
    if (names.hasDownNorm(level)) {
      x = Layers.batchNorm(x, weights, names.downNorm(level), mode);
    }
    return attend(weights, attend(weights, x, level, Placement.APPEND), level, Placement.ATTR);
  }

  private NDArray attend(Weights weights, NDArray x, int level, Placement placement) {
    Optional<AttentionOptions> layer = options.attention(level, placement);
    return layer.isPresent()
        ? SelfAttention.forward(x, weights, names.attention(level, placement), layer.get())
        : x;
  }

  private Map<String, NDArray> styled(Weights weights, Map<String, NDArray> values, Mode mode) {
    NDArray code = Inputs.require(values, Stage.FEATURES);
    NDArray style = Inputs.require(values, Zi2ziUNet.STYLE);
    NDArray rows = Layers.embedding(style, weights.tensor(UNetNames.EMBEDDER + ".weight"));
    NDArray pixel = rows.reshape(rows.getShape().get(0), options.styleDim(), 1, 1);
    NDArray joined = Layers.concatChannels(pixel, code);
    Map<String, NDArray> left = new HashMap<>(Stage.with(values, Stage.FEATURES, joined));
    left.remove(Zi2ziUNet.STYLE);
    left.put(Zi2ziUNet.CODE, code.reshape(code.getShape().get(0), -1));
    return left;
  }

  /** Whether what comes up from a level passes through dropout. */
  boolean isDropped(int level) {
    return level >= FIRST_DROPPED && !names.isInnermost(level);
  }

  private Stage up(int level) {
    Stage.Step step =
        (weights, values, mode) -> {
          NDArray x = rectified(weights, values, level);
          NDArray weight = weights.tensor(names.upConv(level) + ".weight");
          x = Layers.convTranspose2d(x, weight, Zi2ziUNet.STRIDE, Zi2ziUNet.PADDING);
          x = Layers.batchNorm(x, weights, names.upNorm(level), mode);
          if (isDropped(level)) {
            x = Layers.dropout(x, options.dropout(), mode);
          }
          Map<String, NDArray> left = new HashMap<>(values);
          NDArray outer = Inputs.require(values, map(level));
          left.remove(map(level));
          left.put(Stage.FEATURES, Layers.concatChannels(outer, x));
          return left;
        };
    return Stage.of(UNetNames.up(level), joined(level - 1), step)
        .leaving(waiting(level - 1) + code())
        .drawing(isDropped(level) && options.dropout() > 0);
  }

  private NDArray rectified(Weights weights, Map<String, NDArray> values, int level) {
    NDArray inner = Inputs.require(values, Stage.FEATURES);
    return Layers.relu(attend(weights, inner, level, Placement.INSERT));
  }

  private Map<String, NDArray> drawn(Weights weights, Map<String, NDArray> values, Mode mode) {
    String conv = names.upConv(0);
    NDArray x =
        Layers.convTranspose2d(
            rectified(weights, values, 0),
            weights.tensor(conv + ".weight"),
            weights.tensor(conv + ".bias"),
            Zi2ziUNet.STRIDE,
            Zi2ziUNet.PADDING);
    return Map.of(
        Zi2ziUNet.IMAGE, Layers.tanh(x), Zi2ziUNet.CODE, Inputs.require(values, Zi2ziUNet.CODE));
  }
}
