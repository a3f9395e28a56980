package io.thawline.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.thawline.errors.ConfigurationException;
import io.thawline.errors.InputRefusedException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Against a real server on this machine, which breaks connections, lies, and changes its mind. */
class HttpFilesTest {
  private static final Patience SHORT =
      new Patience(3, Duration.ofMillis(1), Duration.ofMillis(400));

  /** Answers one request; what it throws breaks the connection. */
  private interface Answer {
    void to(HttpExchange exchange) throws IOException;
  }

  @TempDir Path cache;
  private final List<Headers> requests = Collections.synchronizedList(new ArrayList<>());
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private HttpServer server;
  private volatile Answer answer = exchange -> {};
  private byte[] contents = contents(1);
  private boolean knowsRanges = true;

  HttpFilesTest() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
  }

  @BeforeEach
  void start() {
    server.setExecutor(threads);
    server.createContext(
        "/",
        exchange -> {
          requests.add(exchange.getRequestHeaders());
          try (exchange) {
            answer.to(exchange);
          }
        });
    server.start();
    answer = exchange -> honest(exchange, Integer.MAX_VALUE);
  }

  @AfterEach
  void stop() {
    server.stop(0);
    threads.shutdownNow();
  }

  private static byte[] contents(long seed) {
    byte[] bytes = new byte[300_000];
    new Random(seed).nextBytes(bytes);
    return bytes;
  }

  /** What a good server does, but for closing the connection after so many bytes. */
  private void honest(HttpExchange exchange, int breakAfter) throws IOException {
    String tag = "\"" + Arrays.hashCode(contents) + "\"";
    Headers asked = exchange.getRequestHeaders();
    exchange.getResponseHeaders().set("ETag", tag);
    if (tag.equals(asked.getFirst("If-None-Match"))) {
      exchange.sendResponseHeaders(304, -1);
      return;
    }
    int from = 0;
    if (knowsRanges && asked.containsKey("Range") && tag.equals(asked.getFirst("If-Range"))) {
      from = Integer.parseInt(asked.getFirst("Range").replaceAll("\\D", ""));
      exchange
          .getResponseHeaders()
          .set(
              "Content-Range",
              "bytes %d-%d/%d".formatted(from, contents.length - 1, contents.length));
    }
    exchange.sendResponseHeaders(from > 0 ? 206 : 200, contents.length - from);
    exchange.getResponseBody().write(contents, from, Math.min(breakAfter, contents.length - from));
    exchange.getResponseBody().flush();
  }

  private String address() {
    return "http://localhost:%d/base%%20model.pth".formatted(server.getAddress().getPort());
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
    return Sha256.hex(contents);
  }

  @Test
  void fileIsFetchedOnceAndThenAskedForOnlyIfItChanged() {
    assertThat(fetch("")).isEqualTo(contents);
    assertThat(fetch("")).isEqualTo(contents);
    assertThat(requests).hasSize(2);
    assertThat(requests.get(1)).containsKey("If-none-match");
  }

  @Test
  void changedFileIsFetchedAnew() {
    fetch("");
    contents = contents(2);
    assertThat(fetch("")).isEqualTo(contents);
  }

  @Test
  void pinnedFileNeedsNoServerOnceItIsCached() {
    assertThat(fetch(sum())).isEqualTo(contents);
    server.stop(0);
    assertThat(fetch(sum())).isEqualTo(contents);
  }

  @Test
  void fileOfAnotherSumIsRefusedAndForgotten() {
    String wrong = "0".repeat(64);
    assertThatThrownBy(() -> fetch(wrong))
        .isInstanceOf(InputRefusedException.class)
        .hasMessageContainingAll(address(), sum(), wrong);
    assertThat(fetch("")).isEqualTo(contents);
    assertThat(requests.get(1)).doesNotContainKey("If-none-match");
  }

  @Test
  void brokenConnectionIsTakenUpWhereItBroke() {
    answer = exchange -> honest(exchange, 100_000);
    assertThat(fetch("")).isEqualTo(contents);
    assertThat(requests.get(0)).doesNotContainKey("Range");
    assertThat(requests.size()).isGreaterThan(2);
    for (int i = 1; i < requests.size(); i++) {
      assertThat(start(i)).isGreaterThan(start(i - 1)).isLessThanOrEqualTo(100_000L * i);
    }
  }

  @Test
  void nextRunGoesOnWhereTheLastOneGaveUp() {
    answer = exchange -> honest(exchange, requests.size() == 1 ? 100_000 : 0);
    assertThatThrownBy(() -> fetch("")).isInstanceOf(InputRefusedException.class);
    answer = exchange -> honest(exchange, Integer.MAX_VALUE);
    assertThat(fetch("")).isEqualTo(contents);
    assertThat(start(requests.size() - 1)).isGreaterThan(0).isLessThanOrEqualTo(100_000);
  }

  /** Where a request's range begins. A broken connection may lose what was sent last. */
  private long start(int request) {
    String range = requests.get(request).getFirst("Range");
    return range == null ? 0 : Long.parseLong(range.replaceAll("[^0-9]", ""));
  }

  @Test
  void fileThatChangesBetweenTwoPartsIsNeverMixed() {
    answer =
        exchange -> {
          honest(exchange, 100_000);
          contents = contents(2);
          answer = next -> honest(next, Integer.MAX_VALUE);
        };
    assertThat(fetch("")).isEqualTo(contents(2));
  }

  @Test
  void serverThatIgnoresRangesSendsAllAgain() {
    knowsRanges = false;
    answer = exchange -> honest(exchange, requests.size() == 1 ? 100_000 : Integer.MAX_VALUE);
    assertThat(fetch("")).isEqualTo(contents);
  }

  @Test
  void partWithoutAValidatorIsNotGoneOnWith() {
    answer =
        exchange -> {
          exchange.sendResponseHeaders(200, contents.length);
          exchange
              .getResponseBody()
              .write(contents, 0, requests.size() == 1 ? 100_000 : contents.length);
        };
    assertThat(fetch("")).isEqualTo(contents);
    assertThat(requests.get(1)).doesNotContainKey("Range");
  }

  @Test
  void lengthThatIsNeverReachedIsRefused() {
    answer =
        exchange -> {
          exchange.sendResponseHeaders(200, contents.length + 1L);
          exchange.getResponseBody().write(contents);
        };
    assertThatThrownBy(() -> fetch(""))
        .isInstanceOf(InputRefusedException.class)
        .hasMessageContaining(address());
    assertThat(requests).hasSizeLessThan(6);
  }

  @Test
  void anotherPartThanAskedForIsNotAppended() {
    answer =
        exchange -> {
          if (requests.size() == 2) {
            exchange.getResponseHeaders().set("Content-Range", "bytes 5-299999/300000");
            exchange.sendResponseHeaders(206, 10);
            exchange.getResponseBody().write(new byte[10]);
          } else {
            honest(exchange, requests.size() == 1 ? 100_000 : Integer.MAX_VALUE);
          }
        };
    assertThat(fetch("")).isEqualTo(contents);
  }

  @Test
  void stalledConnectionIsGivenUp() {
    answer =
        exchange -> {
          honest(exchange, requests.size() == 1 ? 100_000 : Integer.MAX_VALUE);
          if (requests.size() == 1) {
            sleep();
          }
        };
    assertThat(fetch("")).isEqualTo(contents);
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
    answer = exchange -> exchange.sendResponseHeaders(404, -1);
    assertThatThrownBy(() -> fetch(""))
        .isInstanceOf(InputRefusedException.class)
        .hasMessageContainingAll("status 404", "check the address");
    assertThat(requests).hasSize(1);
    answer =
        exchange -> {
          if (requests.size() < 3) {
            exchange.sendResponseHeaders(503, -1);
          } else {
            honest(exchange, Integer.MAX_VALUE);
          }
        };
    assertThat(fetch("")).isEqualTo(contents);
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
    String proxy = "http://localhost:%d".formatted(server.getAddress().getPort());
    Map<String, String> environment = Map.of("http_proxy", proxy, "NO_PROXY", "other.invalid");
    HttpFiles files = new HttpFiles(cache, environment, SHORT);
    try (Source source = files.open("http://models.invalid/a.pth")) {
      assertThat(source.size()).isEqualTo(contents.length);
    }
    assertThat(requests.get(0).getFirst("Host")).isEqualTo("models.invalid");
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
