package io.thawline.train;

import io.thawline.glyph.GlyphPair;
import io.thawline.image.LabelledImage;
import io.thawline.network.AttentionOptions;
import io.thawline.network.BertOptions;
import io.thawline.network.Network;
import io.thawline.network.NetworkOptions;
import io.thawline.network.ResNetOptions;
import io.thawline.network.UNetOptions;
import io.thawline.nn.Device;
import io.thawline.nn.OptimizerOptions;
import io.thawline.sample.Sample;
import io.thawline.schedule.ParameterGroup;
import io.thawline.schedule.Round;
import io.thawline.state.NetworkState;
import io.thawline.state.Position;
import io.thawline.state.RoundState;
import io.thawline.task.AdversarialFontOptions;
import io.thawline.task.AdversarialOptions;
import io.thawline.task.AugmentOptions;
import io.thawline.task.ClassWeightOptions;
import io.thawline.task.ImageClassificationOptions;
import io.thawline.task.KnownValues;
import io.thawline.task.NormaliseOptions;
import io.thawline.task.Task;
import io.thawline.task.TextOptions;
import io.thawline.tensor.HostTensor;
import io.thawline.tensor.Init;
import io.thawline.tensor.StateDict;
import io.thawline.tensor.TensorSpec;
import io.thawline.text.TextSample;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.LongPredicate;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/** A task, samples of it, and what of its main network trains. */
record FrozenCase<S extends Sample>(String name, Task<S> task, List<S> samples, String trained) {
  static final Device DEVICE = Device.cpu(1);
  static final AugmentOptions PLAIN = new AugmentOptions(0, 0, 0);
  private static final int EVALUATED_AT_ONCE = 5;

  @Override
  public String toString() {
    return name;
  }

  /** ResNet18 for images of 32 pixels whose head trains. */
  static FrozenCase<LabelledImage> images(AugmentOptions augment) {
    ResNetOptions model = new ResNetOptions(ResNetOptions.Kind.RESNET18, 3, 1, 32);
    return images(model, 32, augment, "fc\\..*");
  }

  static FrozenCase<LabelledImage> images(
      NetworkOptions model, int side, AugmentOptions augment, String trained) {
    List<LabelledImage> images =
        IntStream.range(0, 13)
            .mapToObj(i -> new LabelledImage("image-" + i, i % 3, pixels(i, side)))
            .toList();
    ImageClassificationOptions options =
        new ImageClassificationOptions(
            ImageClassificationOptions.Kind.IMAGE_CLASSIFICATION,
            0,
            ClassWeightOptions.EQUAL,
            augment,
            new NormaliseOptions(List.of(0.5), List.of(0.5)));
    return new FrozenCase<>("images", options.task(model), images, trained);
  }

  private static byte[] pixels(int seed, int side) {
    byte[] pixels = new byte[side * side];
    new Random(seed).nextBytes(pixels);
    return pixels;
  }

  /** A U-Net whose way up trains. */
  static FrozenCase<GlyphPair> glyphs() {
    return new FrozenCase<>("glyphs", TrainFixture.TASK, TrainFixture.pairs(13), ".*\\.up\\..*");
  }

  /** The same against a discriminator, with labels shuffled. */
  static FrozenCase<GlyphPair> adversarial() {
    UNetOptions model =
        new UNetOptions(UNetOptions.Kind.ZI2ZI_UNET, 32, 1, 4, 2, 3, AttentionOptions.NONE);
    List<GlyphPair> pairs =
        IntStream.range(0, 13)
            .mapToObj(
                i -> new GlyphPair("pair-" + i, "x", i % 2, pixels(i, 32), pixels(50 + i, 32)))
            .toList();
    AdversarialFontOptions options =
        new AdversarialFontOptions(
            AdversarialFontOptions.Kind.FONT_ADVERSARIAL, 1, 100, 15, 1, 0, true);
    return new FrozenCase<>("adversarial", options.task(model), pairs, ".*\\.up\\..*");
  }

  /** A small BERT whose head trains on texts of many lengths, a label a token. */
  static FrozenCase<TextSample> texts(double dropout, AdversarialOptions.Kind adversary) {
    BertOptions model =
        new BertOptions(
            BertOptions.Kind.BERT,
            BertOptions.Head.TOKEN,
            3,
            50,
            16,
            2,
            2,
            32,
            24,
            2,
            1e-12,
            dropout);
    TextOptions options =
        new TextOptions(
            TextOptions.Kind.TOKEN_CLASSIFICATION,
            List.of("O", "B-PER", "I-PER"),
            List.of("a", "b", "c", "d"),
            new AdversarialOptions(adversary, 1, 0.3, 2));
    return new FrozenCase<>(
        "texts",
        options.task(model),
        IntStream.range(0, 13).mapToObj(FrozenCase::text).toList(),
        "classifier.*");
  }

  private static TextSample text(int seed) {
    Random random = new Random(seed);
    int length = 3 + random.nextInt(15);
    return new TextSample(
        "text-" + seed,
        random.ints(length, 0, 50).toArray(),
        random.ints(length, 0, 3).toArray(),
        new int[0]);
  }

  /** What trains: of the main network what is named, of others everything. */
  Map<String, List<ParameterGroup>> groups() {
    Map<String, List<ParameterGroup>> groups = new LinkedHashMap<>();
    task.networks()
        .forEach(
            (network, is) ->
                groups.put(
                    network,
                    List.of(
                        new ParameterGroup(
                            1e-2,
                            names(is, network.equals(task.mainNetwork()) ? trained : ".*")))));
    return groups;
  }

  private static List<String> names(Network network, String trained) {
    Pattern pattern = Pattern.compile(trained);
    return network.layout().parameters().stream()
        .map(TensorSpec::name)
        .filter(name -> pattern.matcher(name).matches())
        .toList();
  }

  RoundState state(long seed) {
    Map<String, NetworkState> states = new LinkedHashMap<>();
    task.networks()
        .forEach(
            (name, network) -> {
              Map<String, HostTensor> tensors = new LinkedHashMap<>();
              network
                  .layout()
                  .tensors()
                  .forEach(spec -> tensors.put(spec.name(), Init.draw(spec, seed)));
              states.put(name, NetworkState.untrained(StateDict.of(tensors)));
            });
    return new RoundState(states, Position.START, 3);
  }

  FrozenStages frozen() {
    return FrozenStages.of(task, groups());
  }

  Prefix prefix() {
    return new Prefix(task.mainNetwork(), frozen().inTraining(), Long.MAX_VALUE);
  }

  PrefixValues values(RoundState state, LongPredicate room, Path directory) {
    try (Evaluator<S> evaluator = evaluator(state)) {
      return PrefixValues.compute(evaluator, task, prefix(), samples, room, directory);
    }
  }

  Evaluator<S> evaluator(RoundState state) {
    return new Evaluator<>(DEVICE, task, state, EVALUATED_AT_ONCE);
  }

  ShardResult train(RoundState state, Map<String, KnownValues> known) {
    OptimizerOptions sgd =
        new OptimizerOptions(OptimizerOptions.Kind.SGD, 1e-2, List.of(0.9, 0.999), 1e-8, 0.9, 0, 0);
    Map<String, OptimizerOptions> optimizers = new LinkedHashMap<>();
    task.networks().keySet().forEach(network -> optimizers.put(network, sgd));
    ShardTrainer<S> trainer = new ShardTrainer<>(task, optimizers, 4);
    try (TrainedShard shard =
        trainer.train(DEVICE, state, groups(), Round.epoch(1), samples, known, () -> false)) {
      return TrainFixture.copy(shard.result());
    }
  }
}
