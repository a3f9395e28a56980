/**
 * Problems that a user can mend. Each message is one line: what, where, and how to mend it. The
 * command line turns the type into an exit code. Imports the JDK alone; every package may use it.
 */
@NullMarked
package io.thawline.errors;

import org.jspecify.annotations.NullMarked;
