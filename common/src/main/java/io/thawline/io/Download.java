package io.thawline.io;

import static java.nio.file.StandardOpenOption.APPEND;
import static java.nio.file.StandardOpenOption.CREATE;

import io.thawline.errors.InputRefusedException;
import io.thawline.errors.RunFailedException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Brings one file of the web into the cache (RFC 9110: ranges and conditions). */
final class Download {
  private static final int CHUNK = 1 << 16;
  private static final Pattern CONTENT_RANGE = Pattern.compile("bytes (\\d+)-\\d+/(\\d+)");

  private final HttpClient client;
  private final URI address;
  private final HttpCache cache;
  private final Patience patience;

  Download(HttpClient client, URI address, HttpCache cache, Patience patience) {
    this.client = client;
    this.address = address;
    this.cache = cache;
    this.patience = patience;
  }

  /**
   * Fetches what is not in the cache yet, in as many attempts as bring something new.
   *
   * @throws IOException when the last attempt failed
   * @throws InputRefusedException when the server refuses
   */
  void run() throws IOException {
    long furthest = partSize();
    int failures = 0;
    while (true) {
      try {
        attempt();
        return;
      } catch (IOException broken) {
        failures = partSize() > furthest ? 1 : failures + 1;
        furthest = Math.max(furthest, partSize());
        if (failures >= patience.attempts()) {
          throw broken;
        }
        pause(patience.pause().multipliedBy(1L << (failures - 1)));
      }
    }
  }

  private long partSize() throws IOException {
    return Files.exists(cache.part()) ? Files.size(cache.part()) : 0;
  }

  private static void pause(Duration length) throws IOException {
    try {
      Thread.sleep(length.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }

  private void attempt() throws IOException {
    Validator part = cache.ofPart();
    long from = part.isNone() ? 0 : partSize();
    Validator whole = Files.exists(cache.whole()) ? cache.ofWhole() : Validator.NONE;
    HttpRequest.Builder request = HttpRequest.newBuilder(address).timeout(patience.stall());
    if (from > 0) {
      request.header("Range", "bytes=%d-".formatted(from)).header("If-Range", part.value());
    } else if (!whole.isNone()) {
      request.header(whole.onlyIfChanged(), whole.value());
    }
    HttpResponse<InputStream> response = send(request.build());
    try (InputStream body = response.body()) {
      switch (response.statusCode()) {
        case 200 -> receiveAll(response, body);
        case 206 -> receiveRest(response, body, from, part);
        case 304 -> requireUnchanged(whole);
        case 416 -> throw startAnew("what came before is no part of the file any more");
        default -> throw refusal(response.statusCode());
      }
    }
  }

  private HttpResponse<InputStream> send(HttpRequest request) throws IOException {
    try {
      return client.send(request, HttpResponse.BodyHandlers.ofInputStream());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }

  private void receiveAll(HttpResponse<InputStream> response, InputStream body) throws IOException {
    cache.startPart(Validator.of(response.headers()));
    receive(body, response.headers().firstValueAsLong("Content-Length"));
  }

  private void receiveRest(
      HttpResponse<InputStream> response, InputStream body, long from, Validator part)
      throws IOException {
    Matcher range =
        CONTENT_RANGE.matcher(response.headers().firstValue("Content-Range").orElse(""));
    Validator now = Validator.of(response.headers());
    boolean same = now.isNone() || now.equals(part);
    if (from == 0 || !same || !range.matches() || Long.parseLong(range.group(1)) != from) {
      throw startAnew("the server sent another part than it was asked for");
    }
    receive(body, OptionalLong.of(Long.parseLong(range.group(2))));
  }

  private void receive(InputStream body, OptionalLong size) throws IOException {
    byte[] chunk = new byte[CHUNK];
    try (StallGuard guard = new StallGuard(body, patience.stall());
        OutputStream out = Files.newOutputStream(cache.part(), CREATE, APPEND)) {
      for (int read = body.read(chunk); read >= 0; read = body.read(chunk)) {
        guard.progressed();
        write(out, chunk, read);
      }
    }
    if (size.isPresent() && partSize() != size.getAsLong()) {
      throw startAnewIfLonger(size.getAsLong());
    }
    cache.finish();
  }

  private IOException startAnewIfLonger(long size) throws IOException {
    String problem = "%d bytes came of the %d that were promised".formatted(partSize(), size);
    return partSize() > size ? startAnew(problem) : new IOException(problem);
  }

  /** No further attempt would help a disk. */
  private void write(OutputStream out, byte[] chunk, int length) {
    try {
      out.write(chunk, 0, length);
    } catch (IOException e) {
      throw new RunFailedException(
          "Cannot write %s: %s. Free space there, or name another cache with THAWLINE_CACHE_DIR."
              .formatted(cache.part(), e.getMessage()),
          e);
    }
  }

  private void requireUnchanged(Validator whole) throws IOException {
    if (whole.isNone()) {
      throw new IOException("the server says 'not modified' of a file that it never sent");
    }
  }

  private IOException startAnew(String problem) throws IOException {
    cache.startPart(Validator.NONE);
    return new IOException(problem);
  }

  /** What may pass is tried again; the rest is refused at once. */
  private IOException refusal(int status) {
    if (status == 408 || status == 429 || status >= 500) {
      return new IOException("the server answers with status " + status);
    }
    String remedy =
        switch (status) {
          case 401, 403 -> "The file is not public: fetch it yourself, and name your copy instead.";
          case 404, 410 -> "There is no such file: check the address.";
          default -> "Open the address in a browser to see what it is.";
        };
    throw new InputRefusedException(
        "Cannot fetch %s: the server answers with status %d. %s"
            .formatted(address, status, remedy));
  }
}
