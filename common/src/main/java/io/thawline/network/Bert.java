package io.thawline.network;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.thawline.network.BertOptions.Head;
import io.thawline.nn.Layers;
import io.thawline.nn.Mode;
import io.thawline.nn.Weights;
import io.thawline.tensor.Layout;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;

/**
 * BERT (Devlin et al. 2018) as Hugging Face builds it, under its keys, with a head that classifies
 * texts, tokens or the relation of two entities. Only the first of these has a pooler.
 *
 * <p>Inputs: {@value #TOKENS}, {@value #MASK} and {@value #TYPES}, int64 [N, T]; for relations
 * {@value #ENTITIES} int64 [N, 2], where the markers before the entities stand. Output: {@value
 * Images#LOGITS}, [N, classes], or [N, T, classes] where tokens are classified.
 */
public final class Bert implements Network {
  /** Rows of the word embedding. */
  public static final String TOKENS = "input_ids";

  /** 1 for a token, 0 for what fills the row. */
  public static final String MASK = "attention_mask";

  /** The segment of each token. */
  public static final String TYPES = "token_type_ids";

  /** Positions of the markers before the first and the second entity. */
  public static final String ENTITIES = "entity_positions";

  /** The table that adversarial training moves. */
  public static final String WORD_EMBEDDINGS = "bert.embeddings.word_embeddings.weight";

  private static final String EMBEDDER = "bert.embeddings";
  private static final String EMBEDDINGS = EMBEDDER + ".";
  private static final String LAYERS = "bert.encoder.layer.";
  private static final String POOLER = "bert.pooler.dense";
  private static final String HEAD = "classifier";

  private static final float HIDDEN = -3.4028235e38f;

  private final BertOptions options;
  private final Layout layout;

  public Bert(BertOptions options) {
    this.options = options;
    int width = options.hiddenSize();
    LayoutBuilder builder = LayoutBuilder.ofTransformer().group(EMBEDDER);
    builder.smallEmbedding(EMBEDDINGS + "word_embeddings", options.vocabularySize(), width);
    builder.smallEmbedding(EMBEDDINGS + "position_embeddings", options.maxPositions(), width);
    builder.smallEmbedding(
        EMBEDDINGS + "token_type_embeddings", options.typeVocabularySize(), width);
    builder.layerNorm(EMBEDDINGS + "LayerNorm", width);
    for (int i = 0; i < options.hiddenLayers(); i++) {
      addLayer(builder.group(LAYERS + i), LAYERS + i + ".", width);
    }
    builder.group(HEAD);
    if (options.head() == Head.SEQUENCE) {
      builder.dense(POOLER, width, width);
    }
    int features = options.head() == Head.RELATION ? 2 * width : width;
    layout = builder.dense(HEAD, features, options.classes()).build(stages());
  }

  private void addLayer(LayoutBuilder builder, String layer, int width) {
    builder.dense(layer + "attention.self.query", width, width);
    builder.dense(layer + "attention.self.key", width, width);
    builder.dense(layer + "attention.self.value", width, width);
    builder.dense(layer + "attention.output.dense", width, width);
    builder.layerNorm(layer + "attention.output.LayerNorm", width);
    builder.dense(layer + "intermediate.dense", width, options.intermediateSize());
    builder.dense(layer + "output.dense", options.intermediateSize(), width);
    builder.layerNorm(layer + "output.LayerNorm", width);
  }

  @Override
  public Layout layout() {
    return layout;
  }

  @Override
  public List<Stage> stages() {
    List<Stage> stages = new ArrayList<>();
    stages.add(stage(EMBEDDER, this::embedded));
    for (int i = 0; i < options.hiddenLayers(); i++) {
      String layer = LAYERS + i;
      stages.add(
          stage(
              layer,
              (weights, values, mode) -> {
                NDArray x = Inputs.require(values, Stage.FEATURES);
                NDArray hiding = hiding(Inputs.require(values, MASK));
                NDArray y = new Pass(weights, mode).layer(x, hiding, layer + ".");
                return Stage.with(values, Stage.FEATURES, y);
              }));
    }
    stages.add(
        Stage.last(
                HEAD,
                (weights, values, mode) ->
                    Map.of(Images.LOGITS, new Pass(weights, mode).head(values)))
            .drawing(options.dropout() > 0));
    return stages;
  }

  /** A stage behind which there are a row for each token, at most, and the mask. */
  private Stage stage(String name, Stage.Step step) {
    Features rows = Features.rows(options.hiddenSize());
    long numbers = options.maxPositions() * (options.hiddenSize() + 2L);
    return Stage.of(name, rows, step).leaving(numbers - rows.size()).drawing(options.dropout() > 0);
  }

  /** What is added to the scores of tokens: 0, or next to nothing is left of them. */
  private static NDArray hiding(NDArray mask) {
    return mask.toType(DataType.FLOAT32, false)
        .sub(1)
        .mul(-HIDDEN)
        .reshape(mask.getShape().get(0), 1, 1, -1);
  }

  private Map<String, NDArray> embedded(Weights weights, Map<String, NDArray> inputs, Mode mode) {
    Map<String, NDArray> values = new HashMap<>(inputs);
    values.put(Stage.FEATURES, new Pass(weights, mode).embedded(inputs));
    values.keySet().removeAll(List.of(TOKENS, TYPES));
    return values;
  }

  /** Of a text as long as there are positions; shorter ones keep less. */
  @Override
  public long activations() {
    long tokens = options.maxPositions();
    long perToken = 14L * options.hiddenSize() + 3L * options.intermediateSize();
    long attention = 4L * options.attentionHeads() * tokens * tokens;
    return tokens * 4L * options.hiddenSize()
        + options.hiddenLayers() * (tokens * perToken + attention);
  }

  /** The weights and the mode of one forward pass. */
  private final class Pass {
    private final Weights weights;
    private final Mode mode;

    Pass(Weights weights, Mode mode) {
      this.weights = weights;
      this.mode = mode;
    }

    NDArray embedded(Map<String, NDArray> inputs) {
      NDArray tokens = Inputs.require(inputs, TOKENS);
      long length = tokens.getShape().get(1);
      NDArray positions =
          tokens.getManager().create(LongStream.range(0, length).toArray(), new Shape(1, length));
      NDArray sum =
          row(tokens, "word_embeddings")
              .add(row(Inputs.require(inputs, TYPES), "token_type_embeddings"))
              .add(row(positions, "position_embeddings"));
      return dropped(norm(sum, EMBEDDINGS + "LayerNorm"));
    }

    private NDArray row(NDArray indices, String table) {
      return Layers.embedding(indices, weights.tensor(EMBEDDINGS + table + ".weight"));
    }

    NDArray layer(NDArray x, NDArray hiding, String name) {
      NDArray mixed =
          dense(attended(x, hiding, name + "attention.self."), name + "attention.output.dense");
      NDArray y = norm(dropped(mixed).add(x), name + "attention.output.LayerNorm");
      NDArray inner = Layers.gelu(dense(y, name + "intermediate.dense"));
      return norm(dropped(dense(inner, name + "output.dense")).add(y), name + "output.LayerNorm");
    }

    /** Scaled dot-product attention of several heads (Vaswani et al. 2017). */
    private NDArray attended(NDArray x, NDArray hiding, String name) {
      NDArray queries = heads(dense(x, name + "query"));
      NDArray keys = heads(dense(x, name + "key"));
      NDArray scores =
          queries.matMul(keys.transpose(0, 1, 3, 2)).mul(1 / Math.sqrt(options.headSize()));
      NDArray attention = dropped(Layers.softmax(scores.add(hiding)));
      NDArray mixed = attention.matMul(heads(dense(x, name + "value")));
      return mixed.transpose(0, 2, 1, 3).reshape(x.getShape());
    }

    /** [N, T, width] to [N, heads, T, width of a head]. */
    private NDArray heads(NDArray x) {
      Shape shape = x.getShape();
      return x.reshape(shape.get(0), shape.get(1), options.attentionHeads(), options.headSize())
          .transpose(0, 2, 1, 3);
    }

    NDArray head(Map<String, NDArray> values) {
      NDArray hidden = Inputs.require(values, Stage.FEATURES);
      NDArray features =
          switch (options.head()) {
            case SEQUENCE -> Layers.tanh(dense(hidden.get(":,0"), POOLER));
            case TOKEN -> hidden;
            case RELATION -> markers(hidden, Inputs.require(values, ENTITIES));
          };
      return dense(dropped(features), HEAD);
    }

    /** The hidden states of both markers, side by side: [N, 2 * width]. */
    private NDArray markers(NDArray hidden, NDArray at) {
      Shape wide = new Shape(at.getShape().get(0), 2, options.hiddenSize());
      NDArray index = at.reshape(at.getShape().get(0), 2, 1).broadcast(wide);
      return hidden.gather(index, 1).reshape(wide.get(0), 2L * options.hiddenSize());
    }

    private NDArray dense(NDArray x, String name) {
      return Layers.linear(x, weights.tensor(name + ".weight"), weights.tensor(name + ".bias"));
    }

    private NDArray norm(NDArray x, String name) {
      return Layers.layerNorm(
          x,
          weights.tensor(name + ".weight"),
          weights.tensor(name + ".bias"),
          (float) options.layerNormEps());
    }

    private NDArray dropped(NDArray x) {
      return Layers.dropout(x, options.dropout(), mode);
    }
  }
}
