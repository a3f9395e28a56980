/**
 * What the machine under a process is and allows: its system, memory limit and scratch directory,
 * found out without any library. Imports the JDK alone.
 */
@NullMarked
package io.thawline.host;

import org.jspecify.annotations.NullMarked;
