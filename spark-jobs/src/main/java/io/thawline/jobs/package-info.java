/**
 * One recipe per job, readable from top to bottom, and the configuration they compose from the
 * options of the packages below. Imports everything but {@code cli}.
 */
@NullMarked
package io.thawline.jobs;

import org.jspecify.annotations.NullMarked;
