package io.thawline.cli;

import static java.nio.file.StandardOpenOption.APPEND;
import static java.nio.file.StandardOpenOption.CREATE;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.core.appender.ConsoleAppender;
import org.apache.logging.log4j.core.config.Configurator;
import org.apache.logging.log4j.core.config.builder.api.AppenderComponentBuilder;
import org.apache.logging.log4j.core.config.builder.api.ConfigurationBuilder;
import org.apache.logging.log4j.core.config.builder.api.ConfigurationBuilderFactory;
import org.apache.logging.log4j.core.config.builder.api.RootLoggerComponentBuilder;
import org.apache.logging.log4j.core.config.builder.impl.BuiltConfiguration;

/**
 * Sends the log of Spark and of the libraries into a file, and to the console only when asked. Set
 * here and not in a file of settings, for a bare spark-submit brings its own.
 *
 * <p>A log4j appender writes to a disk of this machine. The log of a run directory elsewhere is
 * gathered in a temporary file, which {@link #close} hands over. Where no file can be written there
 * is no log: whether the run directory is writable is for the job to say, once.
 */
final class SparkLog {
  static final String FILE = "spark.log";

  /** A word for a secret, and what is set after it; log4j takes no braces within. */
  private static final String SECRET =
      "(?i)((?:secret|password|passphrase|token|credential|(?:access|api|private|account)[._-]?key)"
          + "[.\\w-]*[\"']?\\s*[=:]\\s*[\"']?)[^\\s\"',;]+";

  private static final String USER = "(://)[^/@\\s:]+:[^/@\\s]*@";
  private static final String PATTERN =
      "%d{yyyy-MM-dd HH:mm:ss.SSS} %p %c{1}: %replace{%replace{%m%n%ex}{SECRET}{$1***}}{USER}{$1***@}"
          .replace("SECRET", SECRET)
          .replace("USER", USER);

  private final RunFiles files;
  private final String runDirectory;
  private Optional<Path> toHandOver;

  private SparkLog(RunFiles files, String runDirectory, Optional<Path> toHandOver) {
    this.files = files;
    this.runDirectory = runDirectory;
    this.toHandOver = toHandOver;
  }

  static SparkLog open(RunFiles files, String runDirectory, boolean verbose) {
    Optional<Path> local = Locations.local(runDirectory);
    try {
      Path log =
          local.isPresent()
              ? Files.createDirectories(local.get()).resolve(FILE)
              : Files.createTempFile("thawline-", ".log");
      Files.newOutputStream(log, CREATE, APPEND).close();
      configure(Optional.of(log), verbose);
      return new SparkLog(
          files, runDirectory, local.isPresent() ? Optional.empty() : Optional.of(log));
    } catch (IOException unwritable) {
      configure(Optional.empty(), verbose);
      return new SparkLog(files, runDirectory, Optional.empty());
    }
  }

  /** For a command without a run directory: no log, but on the console when asked. */
  static void silence(boolean verbose) {
    configure(Optional.empty(), verbose);
  }

  private static void configure(Optional<Path> log, boolean verbose) {
    ConfigurationBuilder<BuiltConfiguration> builder =
        ConfigurationBuilderFactory.newConfigurationBuilder();
    // log4j would tell of its own troubles, such as a full disk, on the console
    builder.setStatusLevel(Level.OFF);
    RootLoggerComponentBuilder root = builder.newRootLogger(Level.INFO);
    // without any appender Spark would take its own settings, and the console
    builder.add(builder.newAppender("nothing", "Null"));
    root.add(builder.newAppenderRef("nothing"));
    log.ifPresent(
        file -> {
          builder.add(file(builder, file));
          root.add(builder.newAppenderRef("file"));
        });
    if (verbose) {
      builder.add(console(builder));
      root.add(builder.newAppenderRef("console"));
    }
    Configurator.reconfigure(builder.add(root).build());
  }

  private static AppenderComponentBuilder file(
      ConfigurationBuilder<BuiltConfiguration> builder, Path log) {
    return withPattern(builder, builder.newAppender("file", "File"))
        .addAttribute("fileName", log.toString())
        .addAttribute("append", true);
  }

  private static AppenderComponentBuilder console(
      ConfigurationBuilder<BuiltConfiguration> builder) {
    return withPattern(builder, builder.newAppender("console", "Console"))
        .addAttribute("target", ConsoleAppender.Target.SYSTEM_ERR);
  }

  private static AppenderComponentBuilder withPattern(
      ConfigurationBuilder<BuiltConfiguration> builder, AppenderComponentBuilder appender) {
    return appender.add(builder.newLayout("PatternLayout").addAttribute("pattern", PATTERN));
  }

  /**
   * Puts the log where it belongs, once, by whoever comes first. Returns what to tell the user when
   * that could not be.
   */
  synchronized Optional<String> close() {
    if (toHandOver.isEmpty()) {
      return Optional.empty();
    }
    Path log = toHandOver.get();
    toHandOver = Optional.empty();
    try {
      files.write(runDirectory, FILE, Files.readAllBytes(log));
      Files.delete(log);
      return Optional.empty();
    } catch (IOException | RuntimeException failed) { // also a run that was left meanwhile
      return Optional.of(
          "Spark's log could not be moved to %s: it stays in %s".formatted(runDirectory, log));
    }
  }
}
