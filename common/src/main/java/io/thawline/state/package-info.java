/**
 * The round state: all that a run needs to go on. Start at {@link RoundState}. Imports the JDK and
 * {@code tensor}: what trains, averages and stores it live elsewhere.
 */
@NullMarked
package io.thawline.state;

import org.jspecify.annotations.NullMarked;
