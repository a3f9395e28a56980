package io.thawline.io;

import io.thawline.errors.InputRefusedException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Files of the web, each fetched whole into a cache before it is opened. A connection that breaks
 * is taken up where it broke, within a run and by the next one; a file that changed on the server
 * is fetched anew. A pinned file is opened only if its SHA-256 is the one asked for, and without
 * asking the server if the cache has it.
 */
public final class HttpFiles implements Opener {
  /** A source's name goes into reports, which no password may reach. */
  private static final Pattern USER = Pattern.compile("^([a-z]+://)[^/@]+@");

  private final Path cacheRoot;
  private final Patience patience;
  private final HttpClient client;

  HttpFiles(Path cacheRoot, Map<String, String> environment, Patience patience) {
    this.cacheRoot = cacheRoot;
    this.patience = patience;
    this.client =
        HttpClient.newBuilder()
            .proxy(new EnvironmentProxies(environment))
            .connectTimeout(patience.stall())
            .followRedirects(HttpClient.Redirect.NORMAL)
            .version(HttpClient.Version.HTTP_1_1)
            .build();
  }

  /**
   * Files of the web, with the cache and the proxies that the environment names: {@code
   * THAWLINE_CACHE_DIR}, else {@code $XDG_CACHE_HOME/thawline}, else {@code ~/.cache/thawline};
   * {@code https_proxy}, {@code http_proxy}, {@code no_proxy}.
   */
  public static HttpFiles of(Map<String, String> environment) {
    return new HttpFiles(
        HttpCache.defaultRoot(environment),
        environment,
        new Patience(5, Duration.ofSeconds(1), Duration.ofSeconds(60)));
  }

  /** Whether a location is an address of the web. */
  public static boolean isAddress(String location) {
    return location.regionMatches(true, 0, "http://", 0, 7)
        || location.regionMatches(true, 0, "https://", 0, 8);
  }

  @Override
  public Source open(String location) {
    return open(location, "");
  }

  /**
   * Opens a file, fetching it when the cache does not have it.
   *
   * @param sha256 what it must be, 64 hexadecimal digits; empty for whatever the server has
   * @throws InputRefusedException when it cannot be fetched, or is another one
   */
  public Source open(String location, String sha256) {
    try (HttpCache cache = HttpCache.open(cacheRoot, address(location))) {
      if (!holds(cache, sha256)) {
        new Download(client, address(location), cache, patience).run();
        requirePinned(location, cache, sha256);
      }
      return new NamedSource(
          USER.matcher(location).replaceFirst("$1"), LocalSource.open(cache.whole()));
    } catch (IOException e) {
      throw new InputRefusedException(
          "Cannot fetch %s: %s. Check the address, the network and the proxy settings, and start again: what has come so far is kept."
              .formatted(location, reason(e)),
          e);
    }
  }

  private static URI address(String location) {
    try {
      URI address = URI.create(location.replaceFirst("#.*$", ""));
      if (address.getHost() != null) {
        return address;
      }
    } catch (IllegalArgumentException e) {
      throw noAddress(location, e);
    }
    throw noAddress(location, new IllegalArgumentException("no host"));
  }

  private static InputRefusedException noAddress(String location, IllegalArgumentException cause) {
    return new InputRefusedException(
        "Cannot fetch %s: it is no address of the web. Write it as https://host/path, with blanks as %%20."
            .formatted(location),
        cause);
  }

  private static boolean holds(HttpCache cache, String sha256) throws IOException {
    return !sha256.isEmpty() && Files.exists(cache.whole()) && cache.sum().equalsIgnoreCase(sha256);
  }

  private static void requirePinned(String location, HttpCache cache, String sha256)
      throws IOException {
    if (!sha256.isEmpty() && !holds(cache, sha256)) {
      String actual = cache.sum();
      cache.clear();
      throw new InputRefusedException(
          "Refused %s: its SHA-256 is %s, and %s was asked for. Find out why it changed before you change the pin."
              .formatted(location, actual, sha256));
    }
  }

  private static String reason(IOException e) {
    if (e.getCause() instanceof ConnectException || e instanceof ConnectException) {
      boolean unknown = e.getCause() != null && causes(e, UnresolvedAddressException.class);
      return unknown ? "no such host" : "no connection";
    }
    return e instanceof HttpTimeoutException ? "no answer in time" : String.valueOf(e.getMessage());
  }

  private static boolean causes(Throwable failure, Class<? extends Throwable> kind) {
    Throwable cause = failure.getCause();
    return cause != null && (kind.isInstance(cause) || causes(cause, kind));
  }

  /** The web has files and no directories. */
  @Override
  public Optional<Set<String>> list(String location) {
    return Optional.empty();
  }
}
