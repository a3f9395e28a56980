package io.thawline.checkpoint;

import io.thawline.tensor.StateDict;
import java.util.Set;

/**
 * What a reader found in a TorchScript archive.
 *
 * @param all parameters and buffers of the module
 * @param parameters names of the former
 */
record ScriptTensors(StateDict all, Set<String> parameters) {}
