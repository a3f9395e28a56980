package io.thawline.network;

/**
 * Which network, and its sizes. In YAML a block of the network's own keys, of which {@code kind}
 * says whose they are.
 */
public sealed interface NetworkOptions extends BaseOptions
    permits UNetOptions,
        DiscriminatorOptions,
        ResNetOptions,
        MobileNetV2Options,
        BertOptions,
        ComposedOptions,
        ScriptOptions,
        OpenedScript {
  /** The network of these options. */
  Network network();
}
