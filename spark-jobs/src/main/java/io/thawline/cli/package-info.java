/**
 * The command line: commands, exit codes, console, the log file. Start at {@link Main}. The only
 * package with picocli, {@code System.exit} and the process's streams; imports what it wires.
 */
@NullMarked
package io.thawline.cli;

import org.jspecify.annotations.NullMarked;
