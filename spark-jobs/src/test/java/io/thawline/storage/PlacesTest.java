package io.thawline.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import io.thawline.errors.InputRefusedException;
import io.thawline.io.Sha256;
import io.thawline.io.Source;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PlacesTest {
  private static final byte[] CONTENTS = {1, 2, 3};

  @TempDir Path directory;

  private Places places(Map<String, String> pins) {
    Map<String, String> environment =
        Map.of("THAWLINE_CACHE_DIR", directory.resolve("cache").toString());
    return new Places(Configuration::new, environment, pins);
  }

  @Test
  void filesAndDirectoriesAreReachedWithAndWithoutHadoop() throws IOException {
    Path model = Files.createDirectory(directory.resolve("model"));
    Path file = Files.write(model.resolve("a.bin"), CONTENTS);
    for (String scheme : new String[] {"", "file:", "file://"}) {
      try (Source source = places(Map.of()).open(scheme + file)) {
        assertThat(source.readAll()).isEqualTo(CONTENTS);
      }
      assertThat(places(Map.of()).list(scheme + model)).contains(Set.of("a.bin"));
      assertThat(places(Map.of()).list(scheme + file)).isEmpty();
    }
  }

  @Test
  void filesOfTheWebAreHeldAgainstTheirPins() throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          try (exchange) {
            exchange.sendResponseHeaders(200, CONTENTS.length);
            exchange.getResponseBody().write(CONTENTS);
          }
        });
    server.start();
    String address = "http://localhost:%d/a.pth".formatted(server.getAddress().getPort());
    try (Source source = places(Map.of(address, Sha256.hex(CONTENTS))).open(address)) {
      assertThat(source.readAll()).isEqualTo(CONTENTS);
      assertThat(places(Map.of()).list(address)).isEmpty();
      assertThatThrownBy(() -> places(Map.of(address, "0".repeat(64))).open(address))
          .isInstanceOf(InputRefusedException.class)
          .hasMessageContaining(Sha256.hex(CONTENTS));
    } finally {
      server.stop(0);
    }
  }
}
