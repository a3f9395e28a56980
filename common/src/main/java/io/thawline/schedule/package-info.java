/**
 * Phases: which parameters train, at which rate, and when the next phase begins. Pure decisions
 * over names and numbers; imports {@code tensor}, {@code state} and {@code errors}, no engine.
 */
@NullMarked
package io.thawline.schedule;

import org.jspecify.annotations.NullMarked;
