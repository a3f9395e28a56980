package io.thawline.io;

import java.net.http.HttpHeaders;

/**
 * What tells one version of a file from another (RFC 9110, section 8.8).
 *
 * @param kind which header it came in
 * @param value as the server gave it; empty when it gave none that tells bytes apart
 */
record Validator(Kind kind, String value) {
  static final Validator NONE = new Validator(Kind.NONE, "");

  enum Kind {
    ENTITY_TAG,
    LAST_MODIFIED,
    NONE
  }

  static Validator of(HttpHeaders headers) {
    String tag = headers.firstValue("ETag").orElse("");
    if (tag.startsWith("\"")) { // a weak one, W/"..", does not promise equal bytes
      return new Validator(Kind.ENTITY_TAG, tag);
    }
    String modified = headers.firstValue("Last-Modified").orElse("");
    return modified.isEmpty() ? NONE : new Validator(Kind.LAST_MODIFIED, modified);
  }

  boolean isNone() {
    return kind == Kind.NONE;
  }

  /** The header that asks for the file only if it is another one now. */
  String onlyIfChanged() {
    return kind == Kind.ENTITY_TAG ? "If-None-Match" : "If-Modified-Since";
  }

  String text() {
    return kind + " " + value;
  }

  static Validator parse(String text) {
    for (Kind kind : Kind.values()) {
      if (text.startsWith(kind + " ")) {
        return new Validator(kind, text.substring(kind.toString().length() + 1));
      }
    }
    return NONE;
  }
}
