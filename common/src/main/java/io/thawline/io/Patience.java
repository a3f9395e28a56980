package io.thawline.io;

import java.time.Duration;

/**
 * How long to try.
 *
 * @param attempts in a row that bring nothing new
 * @param pause before the second of them; doubles with each
 * @param stall longest time without a byte before a connection counts as broken
 */
record Patience(int attempts, Duration pause, Duration stall) {}
