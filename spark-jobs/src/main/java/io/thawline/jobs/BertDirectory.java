package io.thawline.jobs;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.thawline.network.BertOptions;
import io.thawline.text.TokenizerFile;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What Hugging Face's {@code from_pretrained} reads beside the weights.
 *
 * @param model whose weights they are
 * @param labels of its classes, in order
 * @param tokenizer that its texts were read with
 */
record BertDirectory(BertOptions model, List<String> labels, TokenizerFile tokenizer) {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final double INITIAL_RANGE = 0.02;

  /** The files by name. */
  Map<String, byte[]> files() {
    Map<String, byte[]> files = new TreeMap<>();
    files.put("config.json", json(config()));
    files.put("labels.json", json(JSON.valueToTree(labels)));
    files.put("tokenizer.json", tokenizer.json().getBytes(StandardCharsets.UTF_8));
    files.put("tokenizer_config.json", json(tokenizerConfig()));
    if (!tokenizer.pieces().isEmpty()) {
      String lines = String.join("\n", tokenizer.pieces()) + "\n";
      files.put("vocab.txt", lines.getBytes(StandardCharsets.UTF_8));
    }
    return files;
  }

  /** Under the names of {@code BertConfig}. */
  ObjectNode config() {
    ObjectNode config = JSON.createObjectNode();
    config.putArray("architectures").add(architecture());
    config
        .put("model_type", "bert")
        .put("attention_probs_dropout_prob", model.dropout())
        .put("hidden_dropout_prob", model.dropout())
        .putNull("classifier_dropout")
        .put("hidden_act", "gelu")
        .put("hidden_size", model.hiddenSize())
        .put("initializer_range", INITIAL_RANGE)
        .put("intermediate_size", model.intermediateSize())
        .put("layer_norm_eps", model.layerNormEps())
        .put("max_position_embeddings", model.maxPositions())
        .put("num_attention_heads", model.attentionHeads())
        .put("num_hidden_layers", model.hiddenLayers())
        .put("pad_token_id", Math.max(0, tokenizer.idOf("[PAD]")))
        .put("type_vocab_size", model.typeVocabularySize())
        .put("vocab_size", model.vocabularySize());
    ObjectNode byClass = config.putObject("id2label");
    ObjectNode byLabel = config.putObject("label2id");
    for (int i = 0; i < labels.size(); i++) {
      byClass.put(Integer.toString(i), labels.get(i));
      byLabel.put(labels.get(i), i);
    }
    return config;
  }

  /**
   * Hugging Face has no network that reads relations at markers: its plain one gives the tokens.
   */
  private String architecture() {
    return switch (model.head()) {
      case SEQUENCE -> "BertForSequenceClassification";
      case TOKEN -> "BertForTokenClassification";
      case RELATION -> "BertModel";
    };
  }

  private ObjectNode tokenizerConfig() {
    ObjectNode config = JSON.createObjectNode();
    config
        .put(
            "tokenizer_class",
            tokenizer.pieces().isEmpty() ? "PreTrainedTokenizerFast" : "BertTokenizer")
        .put("model_max_length", model.maxPositions())
        .put("do_lower_case", tokenizer.lowersCase())
        .put("pad_token", "[PAD]")
        .put("unk_token", "[UNK]")
        .put("cls_token", "[CLS]")
        .put("sep_token", "[SEP]")
        .put("mask_token", "[MASK]");
    return config;
  }

  private static byte[] json(JsonNode node) {
    try {
      return JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(node);
    } catch (JsonProcessingException impossible) {
      throw new IllegalStateException(impossible);
    }
  }
}
