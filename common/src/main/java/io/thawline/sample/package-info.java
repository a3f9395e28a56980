/**
 * Samples with their ids, and the order that follows from them. Imports the JDK alone, so that
 * every kind of data can be made of it.
 */
@NullMarked
package io.thawline.sample;

import org.jspecify.annotations.NullMarked;
