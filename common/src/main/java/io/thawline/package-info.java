/** Thawline: fine-tune PyTorch checkpoints on a Spark cluster, in the JVM, with no Python. */
@NullMarked
package io.thawline;

import org.jspecify.annotations.NullMarked;
