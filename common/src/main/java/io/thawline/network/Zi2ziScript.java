package io.thawline.network;

import io.thawline.network.AttentionOptions.Placement;
import io.thawline.tensor.TensorSpec;
import java.util.List;

/**
 * {@link Zi2ziUNet} in evaluation mode as a TorchScript module, for programs that do not know it:
 * image float32 [N, channels, side, side] in -1..1 and style int64 [N] to the drawn image. Its
 * steps are those of the network, written down instead of run.
 */
public final class Zi2ziScript {
  /** What the method takes beside the module itself. */
  public static final List<String> ARGUMENTS = List.of(Zi2ziUNet.IMAGE, Zi2ziUNet.STYLE);

  private final UNetOptions options;
  private final UNetNames modules;
  private final List<String> names;
  private final StringBuilder text = new StringBuilder();
  private int steps;

  private Zi2ziScript(UNetOptions options) {
    this.options = options;
    this.modules = new UNetNames(options);
    this.names = options.network().layout().tensors().stream().map(TensorSpec::name).toList();
  }

  /**
   * The text of the module's method {@code forward}, below its first line and indented by four
   * blanks. The i-th tensor of the network's layout is called {@code self.t<i>}.
   */
  public static String forward(UNetOptions options) {
    return new Zi2ziScript(options).forward();
  }

  private String forward() {
    String[] maps = new String[options.levels()];
    String x = Zi2ziUNet.IMAGE;
    for (int level = 0; level < maps.length; level++) {
      maps[level] = x;
      x = down(x, level);
    }
    String rows =
        let("torch.embedding(%s, %s)".formatted(tensor("embedder.weight"), Zi2ziUNet.STYLE));
    x = joined(let("torch.reshape(%s, [-1, %s, 1, 1])".formatted(rows, options.styleDim())), x);
    for (int level = maps.length - 1; level > 0; level--) {
      x = joined(maps[level], norm(up(x, level), modules.upNorm(level)));
    }
    String drawn = let("torch.tanh(%s)".formatted(up(x, 0)));
    return text.append("    return %s\n".formatted(drawn)).toString();
  }

  private String down(String outer, int level) {
    String x =
        level == 0 ? outer : let("torch.leaky_relu(%s, %s)".formatted(outer, Zi2ziUNet.SLOPE));
    String conv = modules.downConv(level) + ".weight";
    x = let("torch.conv2d(%s, %s, None, [2, 2], [1, 1])".formatted(x, tensor(conv)));
    if (modules.hasDownNorm(level)) {
      x = norm(x, modules.downNorm(level));
    }
    return attend(attend(x, level, Placement.APPEND), level, Placement.ATTR);
  }

  private String up(String inner, int level) {
    String x = let("torch.relu(%s)".formatted(attend(inner, level, Placement.INSERT)));
    String conv = modules.upConv(level);
    String bias = level == 0 ? tensor(conv + ".bias") : "None";
    return let(
        "torch.conv_transpose2d(%s, %s, %s, [2, 2], [1, 1])"
            .formatted(x, tensor(conv + ".weight"), bias));
  }

  private String norm(String x, String name) {
    return let(
        "torch.batch_norm(%s, %s, %s, %s, %s, False, 0.1, 1.0000000000000001e-05, False)"
            .formatted(
                x,
                tensor(name + ".weight"),
                tensor(name + ".bias"),
                tensor(name + ".running_mean"),
                tensor(name + ".running_var")));
  }

  private String attend(String x, int level, Placement placement) {
    return options
        .attention(level, placement)
        .map(layer -> attend(x, modules.attention(level, placement) + ".", level, layer))
        .orElse(x);
  }

  private String attend(String x, String name, int level, AttentionOptions layer) {
    AttentionNames parts = layer.names();
    String queries = let("torch.transpose(%s, 1, 2)".formatted(pixels(x, name + parts.query())));
    String keys = pixels(x, name + parts.key());
    String scores = scaled(let("torch.bmm(%s, %s)".formatted(queries, keys)), level, layer);
    String attention = let("torch.softmax(%s, -1)".formatted(scores));
    String values = pixels(x, name + parts.value());
    String mixed = let("torch.bmm(%s, torch.transpose(%s, 1, 2))".formatted(values, attention));
    String map = let("torch.reshape(%s, torch.size(%s))".formatted(mixed, x));
    return let("torch.add(torch.mul(%s, %s), %s)".formatted(map, tensor(name + parts.gamma()), x));
  }

  private String scaled(String scores, int level, AttentionOptions layer) {
    double scale =
        layer.scale(SelfAttention.innerChannels(options.attended(level, layer.placement())));
    return scale == 1 ? scores : let("torch.mul(%s, %s)".formatted(scores, (float) scale));
  }

  private String pixels(String x, String name) {
    String weight = tensor(name + ".weight");
    String map =
        let(
            "torch.conv2d(%s, %s, %s, [1, 1], [0, 0])"
                .formatted(x, weight, tensor(name + ".bias")));
    return let("torch.flatten(%s, 2)".formatted(map));
  }

  private String joined(String x, String y) {
    return let("torch.cat([%s, %s], 1)".formatted(x, y));
  }

  private String tensor(String name) {
    return "self.t" + names.indexOf(name);
  }

  /** Adds a line that names a value; returns the name. */
  private String let(String expression) {
    String name = "x" + steps++;
    text.append("    %s = %s\n".formatted(name, expression));
    return name;
  }
}
