package io.thawline.jobs;

/**
 * Samples for a handed-over network. In YAML a block of the keys of one kind, told by {@code kind}.
 */
public sealed interface SampleOptions
    permits GlyphSampleData, ImageSampleOptions, TextSampleOptions {}
