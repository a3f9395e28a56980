package io.thawline.cli;

import io.thawline.config.Configuration;
import io.thawline.jobs.Progress;

/** What a command runs. */
@FunctionalInterface
interface Job<C extends Record> {
  void run(Configuration<C> configuration, Progress progress);
}
