package io.thawline.network;

import java.io.Serializable;

/** What a composed network starts from: the first layers of a network, or the bare image. */
public sealed interface BaseOptions extends Serializable permits NetworkOptions, ImageOptions {}
