package io.thawline.jobs;

import io.thawline.config.Key;
import io.thawline.nn.DeviceOptions;
import io.thawline.nn.NativeOptions;

/**
 * The configuration of a job that uses a handed-over network: one component a top-level key. Of the
 * network it says nothing but where it lies.
 */
public record UseConfig(
    RunOptions run,
    HandedOverOptions model,
    SampleOptions data,
    @Key(name = "use") UseOptions spread,
    AnswerOptions answers,
    DeviceOptions device,
    @Key(name = "native") NativeOptions library) {}
