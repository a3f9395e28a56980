package io.thawline.jobs;

import io.thawline.schedule.Decision;
import io.thawline.state.RoundState;
import io.thawline.storage.RoundRecord;

/** A round that is judged, and committed or about to be: the next one may train on it. */
record Committed(RoundState state, RoundRecord record) {
  int round() {
    return state.position().round();
  }

  Decision decision() {
    return record.decision();
  }
}
