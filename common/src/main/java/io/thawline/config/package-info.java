/**
 * YAML text with positions to records, and back. A binder only: the records live with what they
 * configure and import {@link Key}, nothing else. Start at {@link ConfigReader}. Imports the JDK,
 * Jackson and {@code errors}; knows no key of any job.
 */
@NullMarked
package io.thawline.config;

import org.jspecify.annotations.NullMarked;
