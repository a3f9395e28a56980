package io.thawline.config;

/**
 * A configuration as it was read, from wherever that was.
 *
 * @param name the file's name for messages, as the user gave it
 * @param text YAML
 * @param directory absolute, a path or a URI: what relative paths in the text start from
 */
public record ConfigSource(String name, String text, String directory) {}
