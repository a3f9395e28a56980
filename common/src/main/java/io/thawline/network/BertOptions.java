package io.thawline.network;

import io.thawline.config.Key;
import java.util.ArrayList;
import java.util.List;

/**
 * Which BERT (Devlin et al. 2018), with the layers and keys of Hugging Face's, and its head.
 *
 * @param kind which network
 * @param head what is told of a text
 * @param classes the head tells apart
 * @param vocabularySize words and pieces
 * @param hiddenSize numbers a token
 * @param hiddenLayers layers of the encoder
 * @param attentionHeads of each layer
 * @param intermediateSize numbers a token between the two dense layers of a layer
 * @param maxPositions the longest text in tokens
 * @param typeVocabularySize segments of a text
 * @param layerNormEps added to variances
 * @param dropout of embeddings, hidden states, attention and the head's input, a probability
 */
public record BertOptions(
    @Key(help = "which network", example = "bert") Kind kind,
    @Key(help = "what is told of a text: sequence, token or relation", defaultValue = "sequence")
        Head head,
    @Key(help = "classes that the head tells apart", example = "3") int classes,
    @Key(help = "words and pieces", defaultValue = "30522") int vocabularySize,
    @Key(help = "numbers a token", defaultValue = "768") int hiddenSize,
    @Key(help = "layers of the encoder", defaultValue = "12") int hiddenLayers,
    @Key(help = "attention heads a layer", defaultValue = "12") int attentionHeads,
    @Key(help = "numbers a token inside a layer", defaultValue = "3072") int intermediateSize,
    @Key(help = "the longest text in tokens", defaultValue = "512") int maxPositions,
    @Key(help = "segments of a text", defaultValue = "2") int typeVocabularySize,
    @Key(help = "added to variances", defaultValue = "1e-12") double layerNormEps,
    @Key(help = "probability of dropout", defaultValue = "0.1") double dropout)
    implements NetworkOptions {
  /** What the head reads. */
  public enum Head {
    /** The pooled first token: a class a text. */
    SEQUENCE,
    /** Every token: a class each. */
    TOKEN,
    /** The markers before two entities (Baldini Soares et al. 2019): a class a text. */
    RELATION
  }

  /** Which network. */
  public enum Kind {
    BERT
  }

  public BertOptions {
    List<String> problems = new ArrayList<>();
    Checks.atLeastOne(problems, "classes", classes);
    Checks.atLeastOne(problems, "vocabulary_size", vocabularySize);
    Checks.atLeastOne(problems, "hidden_size", hiddenSize);
    Checks.atLeastOne(problems, "hidden_layers", hiddenLayers);
    Checks.atLeastOne(problems, "attention_heads", attentionHeads);
    Checks.atLeastOne(problems, "intermediate_size", intermediateSize);
    Checks.atLeastOne(problems, "max_positions", maxPositions);
    Checks.atLeastOne(problems, "type_vocabulary_size", typeVocabularySize);
    if (attentionHeads > 0 && hiddenSize % attentionHeads != 0) {
      problems.add(
          "hidden_size %d is no multiple of attention_heads %d"
              .formatted(hiddenSize, attentionHeads));
    }
    Checks.probability(problems, "dropout", dropout);
    Checks.refuse(problems);
  }

  @Override
  public Bert network() {
    return new Bert(this);
  }

  int headSize() {
    return hiddenSize / attentionHeads;
  }
}
