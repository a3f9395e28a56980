package io.thawline.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.thawline.errors.ConfigurationException;
import io.thawline.errors.InputRefusedException;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Against a real server on this machine, which breaks connections, lies, and changes its mind. */
class HttpFilesTest {
  private static final Patience SHORT =
      new Patience(3, Duration.ofMillis(1), Duration.ofMillis(400));

  @TempDir Path cache;
  private final FickleServer server;

  HttpFilesTest() throws IOException {
    server = new FickleServer();
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private String address() {
    return "http://localhost:%d/base%%20model.pth".formatted(server.port());
  }

  private HttpFiles files() {
    return new HttpFiles(cache, Map.of(), SHORT);
  }

  private byte[] fetch(String sha256) {
    try (Source source = files().open(address(), sha256)) {
      assertThat(source.location()).isEqualTo(address());
      byte[] bytes = new byte[(int) source.size()];
      source.readFully(0, ByteBuffer.wrap(bytes));
      return bytes;
    }
  }

  private String sum() {
    return Sha256.hex(server.contents);
  }

  @Test
  void fileIsFetchedOnceAndThenAskedForOnlyIfItChanged() {
    assertThat(fetch("")).isEqualTo(server.contents);
    assertThat(fetch("")).isEqualTo(server.contents);
    assertThat(server.requests).hasSize(2);
    assertThat(server.requests.get(1)).containsKey("If-none-match");
  }

  @Test
  void changedFileIsFetchedAnew() {
    fetch("");
    server.contents = FickleServer.contents(2);
    assertThat(fetch("")).isEqualTo(server.contents);
  }

  @Test
  void pinnedFileNeedsNoServerOnceItIsCached() {
    assertThat(fetch(sum())).isEqualTo(server.contents);
    server.close();
    assertThat(fetch(sum())).isEqualTo(server.contents);
  }

  @Test
  void fileOfAnotherSumIsRefusedAndForgotten() {
    String wrong = "0".repeat(64);
    assertThatThrownBy(() -> fetch(wrong))
        .isInstanceOf(InputRefusedException.class)
        .hasMessageContainingAll(address(), sum(), wrong);
    assertThat(fetch("")).isEqualTo(server.contents);
    assertThat(server.requests.get(1)).doesNotContainKey("If-none-match");
  }

  @Test
  void brokenConnectionIsTakenUpWhereItBroke() {
    server.answer = exchange -> server.honest(exchange, 100_000);
    assertThat(fetch("")).isEqualTo(server.contents);
    assertThat(server.requests.get(0)).doesNotContainKey("Range");
    assertThat(server.requests.size()).isGreaterThan(2);
    for (int i = 1; i < server.requests.size(); i++) {
      assertThat(start(i)).isGreaterThan(start(i - 1)).isLessThanOrEqualTo(100_000L * i);
    }
  }

  @Test
  void nextRunGoesOnWhereTheLastOneGaveUp() {
    server.answer = exchange -> server.honest(exchange, server.requests.size() == 1 ? 100_000 : 0);
    assertThatThrownBy(() -> fetch("")).isInstanceOf(InputRefusedException.class);
    server.answer = exchange -> server.honest(exchange, Integer.MAX_VALUE);
    assertThat(fetch("")).isEqualTo(server.contents);
    assertThat(start(server.requests.size() - 1)).isGreaterThan(0).isLessThanOrEqualTo(100_000);
  }

  /** Where a request's range begins. A broken connection may lose what was sent last. */
  private long start(int request) {
    String range = server.requests.get(request).getFirst("Range");
    return range == null ? 0 : Long.parseLong(range.replaceAll("[^0-9]", ""));
  }

  @Test
  void fileThatChangesBetweenTwoPartsIsNeverMixed() {
    server.answer =
        exchange -> {
          server.honest(exchange, 100_000);
          server.contents = FickleServer.contents(2);
          server.answer = next -> server.honest(next, Integer.MAX_VALUE);
        };
    assertThat(fetch("")).isEqualTo(FickleServer.contents(2));
  }

  @Test
  void serverThatIgnoresRangesSendsAllAgain() {
    server.knowsRanges = false;
    server.answer =
        exchange ->
            server.honest(exchange, server.requests.size() == 1 ? 100_000 : Integer.MAX_VALUE);
    assertThat(fetch("")).isEqualTo(server.contents);
  }

  @Test
  void partWithoutAValidatorIsNotGoneOnWith() {
    server.answer =
        exchange -> {
          exchange.sendResponseHeaders(200, server.contents.length);
          exchange
              .getResponseBody()
              .write(
                  server.contents,
                  0,
                  server.requests.size() == 1 ? 100_000 : server.contents.length);
        };
    assertThat(fetch("")).isEqualTo(server.contents);
    assertThat(server.requests.get(1)).doesNotContainKey("Range");
  }

  @Test
  void lengthThatIsNeverReachedIsRefused() {
    server.answer =
        exchange -> {
          exchange.sendResponseHeaders(200, server.contents.length + 1L);
          exchange.getResponseBody().write(server.contents);
        };
    assertThatThrownBy(() -> fetch(""))
        .isInstanceOf(InputRefusedException.class)
        .hasMessageContaining(address());
    assertThat(server.requests).hasSizeLessThan(6);
  }

  @Test
  void anotherPartThanAskedForIsNotAppended() {
    server.answer =
        exchange -> {
          if (server.requests.size() == 2) {
            exchange.getResponseHeaders().set("Content-Range", "bytes 5-299999/300000");
            exchange.sendResponseHeaders(206, 10);
            exchange.getResponseBody().write(new byte[10]);
          } else {
            server.honest(exchange, server.requests.size() == 1 ? 100_000 : Integer.MAX_VALUE);
          }
        };
    assertThat(fetch("")).isEqualTo(server.contents);
  }

  @Test
  void stalledConnectionIsGivenUp() {
    server.answer =
        exchange -> {
          server.honest(exchange, server.requests.size() == 1 ? 100_000 : Integer.MAX_VALUE);
          if (server.requests.size() == 1) {
            sleep();
          }
        };
    assertThat(fetch("")).isEqualTo(server.contents);
  }

  private static void sleep() {
    try {
      Thread.sleep(20_000);
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void refusalOfTheServerIsSaidAtOnceAndFailuresAreTriedAgain() {
    server.answer = exchange -> exchange.sendResponseHeaders(404, -1);
    assertThatThrownBy(() -> fetch(""))
        .isInstanceOf(InputRefusedException.class)
        .hasMessageContainingAll("status 404", "check the address");
    assertThat(server.requests).hasSize(1);
    server.answer =
        exchange -> {
          if (server.requests.size() < 3) {
            exchange.sendResponseHeaders(503, -1);
          } else {
            server.honest(exchange, Integer.MAX_VALUE);
          }
        };
    assertThat(fetch("")).isEqualTo(server.contents);
  }

  @Test
  void serverThatIsNotThereIsNamed() throws IOException {
    int port;
    try (ServerSocket free = new ServerSocket(0)) {
      port = free.getLocalPort();
    }
    String nowhere = "http://localhost:%d/a.pth".formatted(port);
    assertThatThrownBy(() -> files().open(nowhere))
        .isInstanceOf(InputRefusedException.class)
        .hasMessageContainingAll(nowhere, "no connection");
    assertThatThrownBy(() -> files().open("http://nowhere.invalid/a.pth"))
        .hasMessageContaining("no such host");
    assertThatThrownBy(() -> files().open("http:///a b"))
        .isInstanceOf(InputRefusedException.class)
        .hasMessageContaining("no address of the web");
  }

  @Test
  void proxyOfTheEnvironmentIsUsedUnlessTheHostIsExempt() {
    String proxy = "http://localhost:%d".formatted(server.port());
    Map<String, String> environment = Map.of("http_proxy", proxy, "NO_PROXY", "other.invalid");
    HttpFiles files = new HttpFiles(cache, environment, SHORT);
    try (Source source = files.open("http://models.invalid/a.pth")) {
      assertThat(source.size()).isEqualTo(server.contents.length);
    }
    assertThat(server.requests.get(0).getFirst("Host")).isEqualTo("models.invalid");
    assertThatThrownBy(() -> files.open("http://www.other.invalid/a.pth"))
        .hasMessageContaining("no such host");
    assertThatThrownBy(
            () -> new HttpFiles(cache, Map.of("http_proxy", "a b"), SHORT).open(address()))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("http_proxy");
  }

  @Test
  void cacheHoldsNothingButWholeFilesWhenAllWentWell() throws IOException {
    fetch("");
    try (var names = Files.walk(cache)) {
      assertThat(names.filter(Files::isRegularFile).map(file -> file.getFileName().toString()))
          .containsExactlyInAnyOrder("file", "file.validator", "lock");
    }
  }
}
