package io.thawline.network;

import java.io.Serializable;

/** A new layer of a composed network. */
public sealed interface LayerOptions extends ComposedLayer, Serializable
    permits ConvLayer,
        LinearLayer,
        NormLayer,
        ActivationLayer,
        PoolLayer,
        AttentionLayer,
        DropoutLayer {}
