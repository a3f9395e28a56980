package io.thawline;

import java.net.URI;
import org.apache.hadoop.fs.RawLocalFileSystem;

/** A file system that no Spark has: {@code there:/a} is the file {@code /a} of this machine. */
public final class ThereFileSystem extends RawLocalFileSystem {
  @Override
  public URI getUri() {
    return URI.create("there:///");
  }

  @Override
  public String getScheme() {
    return "there";
  }
}
