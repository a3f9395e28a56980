package io.thawline.cli;

import java.util.Optional;
import picocli.CommandLine.IVersionProvider;

/** The version as the job jar's manifest has it. */
final class Version implements IVersionProvider {
  @Override
  public String[] getVersion() {
    Optional<String> inManifest =
        Optional.ofNullable(Version.class.getPackage().getImplementationVersion());
    return new String[] {
      "thawline " + inManifest.orElse("(classes outside a jar)"),
      "Java " + Runtime.version() + ", " + System.getProperty("os.name")
    };
  }
}
