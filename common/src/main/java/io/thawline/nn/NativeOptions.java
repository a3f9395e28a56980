package io.thawline.nn;

import io.thawline.config.Key;

/**
 * Where the engine's native library comes from, when neither the node nor the job's jars are to
 * bring it.
 *
 * @param archive a zip, jar, tar or tgz with libtorch in it, on any file system of Hadoop; empty
 *     for none
 */
public record NativeOptions(
    @Key(
            help = "an archive with libtorch, sent to every executor",
            defaultValue = "",
            kind = Key.Kind.FREE,
            path = true)
        String archive) {}
