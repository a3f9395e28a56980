package io.thawline.jobs;

import io.thawline.config.Key;

/**
 * What the columns of a table of images are called.
 *
 * @param image bytes of an image file
 * @param label the name of its class, of any type that casts to a text
 * @param id unique and stable, likewise
 */
public record ImageColumns(
    @Key(help = "bytes of an image file", defaultValue = "image") String image,
    @Key(help = "the name of its class", defaultValue = "label") String label,
    @Key(help = "unique and stable", defaultValue = "id") String id) {
  /** Where nothing else is said. */
  static final ImageColumns USUAL = new ImageColumns("image", "label", "id");
}
