package io.thawline.io;

import io.thawline.errors.ConfigurationException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.SocketAddress;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The proxies that {@code https_proxy}, {@code http_proxy} and {@code no_proxy} name, in lower or
 * upper case, as curl reads them: {@code no_proxy} holds host names with all below them, or {@code
 * *}.
 */
final class EnvironmentProxies extends ProxySelector {
  private final Map<String, String> environment;

  EnvironmentProxies(Map<String, String> environment) {
    this.environment = environment;
  }

  @Override
  public List<Proxy> select(URI address) {
    String name = address.getScheme().toLowerCase(Locale.ROOT) + "_proxy";
    String proxy = variable(name);
    if (proxy.isEmpty() || isExempt(String.valueOf(address.getHost()))) {
      return List.of(Proxy.NO_PROXY);
    }
    return List.of(new Proxy(Proxy.Type.HTTP, endpoint(name, proxy)));
  }

  private static InetSocketAddress endpoint(String name, String proxy) {
    String text = proxy.contains("://") ? proxy : "http://" + proxy;
    try {
      URI parsed = URI.create(text);
      if (parsed.getHost() != null && "http".equalsIgnoreCase(parsed.getScheme())) {
        return new InetSocketAddress(
            parsed.getHost(), parsed.getPort() < 0 ? 80 : parsed.getPort());
      }
    } catch (IllegalArgumentException e) {
      throw wrong(name, e);
    }
    throw wrong(name, new IllegalArgumentException("no http address"));
  }

  /** Says nothing of the value, which may hold a password. */
  private static ConfigurationException wrong(String name, IllegalArgumentException cause) {
    return new ConfigurationException(
        "The environment's %s is no address of a proxy: write it as http://host:port"
            .formatted(name),
        cause);
  }

  private boolean isExempt(String host) {
    String lower = host.toLowerCase(Locale.ROOT);
    for (String entry : variable("no_proxy").toLowerCase(Locale.ROOT).split(",", -1)) {
      String name = entry.strip().replaceFirst("^\\*?\\.", "");
      boolean below = !name.isEmpty() && lower.endsWith("." + name);
      if (entry.strip().equals("*") || lower.equals(name) || below) {
        return true;
      }
    }
    return false;
  }

  private String variable(String name) {
    String lower = environment.getOrDefault(name, "");
    return lower.isEmpty() ? environment.getOrDefault(name.toUpperCase(Locale.ROOT), "") : lower;
  }

  @Override
  public void connectFailed(URI address, SocketAddress proxy, IOException failure) {
    // the request fails with that very failure
  }
}
