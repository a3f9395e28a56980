package io.thawline.io;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** A server on this machine that gives one file, and answers as it is told to. */
final class FickleServer implements AutoCloseable {
  /** Answers one request; what it throws breaks the connection. */
  interface Answer {
    void to(HttpExchange exchange) throws IOException;
  }

  final List<Headers> requests = Collections.synchronizedList(new ArrayList<>());
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final HttpServer server;
  volatile Answer answer = exchange -> honest(exchange, Integer.MAX_VALUE);
  byte[] contents = contents(1);
  boolean knowsRanges = true;

  FickleServer() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
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
  }

  static byte[] contents(long seed) {
    byte[] bytes = new byte[300_000];
    new Random(seed).nextBytes(bytes);
    return bytes;
  }

  /** What a good server does, but for closing the connection after so many bytes. */
  void honest(HttpExchange exchange, int breakAfter) throws IOException {
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

  int port() {
    return server.getAddress().getPort();
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
