package io.thawline.checkpoint;

import io.thawline.tensor.StateDict;
import java.util.Map;

/** What a reader of one format found. */
record Contents(String format, StateDict tensors, Map<String, String> metadata) {}
