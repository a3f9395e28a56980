package io.thawline.network;

import io.thawline.errors.ConfigurationException;
import io.thawline.network.BertOptions.Head;
import java.util.List;
import java.util.stream.Collectors;

/** The networks there are, by the name that {@code kind} has in a configuration. */
public final class Networks {
  private static final int CLASSES = 1000;
  private static final int COLOURS = 3;
  private static final int SIDE = 224;

  private static final List<Entry> ALL =
      List.of(
          new Entry(
              "zi2zi_unet",
              "draws a glyph in a style: the generator of zi2zi-pytorch, with attention by choice",
              new UNetOptions(
                  UNetOptions.Kind.ZI2ZI_UNET, 256, 1, 64, 40, 128, AttentionOptions.NONE)),
          new Entry(
              "zi2zi_discriminator",
              "tells drawn glyphs from true ones and their style: the discriminator of zi2zi-pytorch",
              new DiscriminatorOptions(
                  DiscriminatorOptions.Kind.ZI2ZI_DISCRIMINATOR, 256, 1, 64, 40)),
          new Entry(
              "resnet18",
              "classifies images, torchvision's keys",
              resNet(ResNetOptions.Kind.RESNET18)),
          new Entry(
              "resnet34",
              "classifies images, torchvision's keys",
              resNet(ResNetOptions.Kind.RESNET34)),
          new Entry(
              "resnet50",
              "classifies images, torchvision's keys",
              resNet(ResNetOptions.Kind.RESNET50)),
          new Entry(
              "mobilenet_v2",
              "classifies images with few parameters, torchvision's keys",
              new MobileNetV2Options(
                  MobileNetV2Options.Kind.MOBILENET_V2, CLASSES, COLOURS, SIDE, 0.2)),
          new Entry(
              "bert",
              "classifies texts, tokens or relations, Hugging Face's keys",
              new BertOptions(
                  BertOptions.Kind.BERT,
                  Head.SEQUENCE,
                  2,
                  30_522,
                  768,
                  12,
                  12,
                  3072,
                  512,
                  2,
                  1e-12,
                  0.1)),
          new Entry(
              "composed",
              "the first layers of any of these, or none, and new ones; shown with a head on resnet18",
              composed()),
          new Entry(
              "torchscript",
              "classifies images by a TorchScript module of yours; describe takes its model.from",
              new ScriptOptions(
                  ScriptOptions.Kind.TORCHSCRIPT, "module.pt", "", CLASSES, COLOURS, SIDE, 0)));

  /**
   * One network.
   *
   * @param name that {@code kind} has in a configuration
   * @param line on what it is for
   * @param published its options as published; of a composed one an example
   */
  public record Entry(String name, String line, NetworkOptions published) {}

  private Networks() {}

  private static ResNetOptions resNet(ResNetOptions.Kind kind) {
    return new ResNetOptions(kind, CLASSES, COLOURS, SIDE);
  }

  private static ComposedOptions composed() {
    return new ComposedOptions(
        ComposedOptions.Kind.COMPOSED,
        resNet(ResNetOptions.Kind.RESNET18),
        "layer3.1",
        "head",
        List.of(
            new ConvLayer(ConvLayer.Kind.CONV, 128, 3, 1),
            new NormLayer(NormLayer.Kind.NORM),
            new ActivationLayer(ActivationLayer.Kind.ACTIVATION, ActivationLayer.Function.RELU),
            new PoolLayer(PoolLayer.Kind.POOL, PoolLayer.Function.GLOBAL_AVERAGE, 2),
            new LinearLayer(LinearLayer.Kind.LINEAR, 10)));
  }

  /** All of them. */
  public static List<Entry> all() {
    return ALL;
  }

  /**
   * The network of a name.
   *
   * @throws ConfigurationException when there is none, with the names there are
   */
  public static Entry named(String name) {
    return ALL.stream()
        .filter(entry -> entry.name().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new ConfigurationException(
                    "There is no network named %s: write one of %s"
                        .formatted(
                            name,
                            ALL.stream().map(Entry::name).collect(Collectors.joining(", ")))));
  }
}
