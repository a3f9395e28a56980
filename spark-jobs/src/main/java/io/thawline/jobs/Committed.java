package io.thawline.jobs;

import io.thawline.state.RoundState;
import io.thawline.storage.Manifest;

/** A round that survives a crash, and the state it left. */
record Committed(RoundState state, Manifest manifest) {
  int round() {
    return manifest.round();
  }
}
