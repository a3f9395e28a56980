/**
 * Named host tensors, the state dict, and a network's layout. The words every other package speaks.
 * Imports the JDK alone: no engine, no Spark, no file formats.
 */
@NullMarked
package io.thawline.tensor;

import org.jspecify.annotations.NullMarked;
