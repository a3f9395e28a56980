package io.thawline.config;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Writes records as YAML that reads back into the same records, secrets apart. */
final class YamlWriter {
  /** Texts that no YAML reader takes for anything else. */
  private static final Pattern PLAIN = Pattern.compile("[A-Za-z_/][A-Za-z0-9_/.-]*");

  private static final Pattern WORD =
      Pattern.compile("(?i)null|true|false|yes|no|on|off|y|n", Pattern.CASE_INSENSITIVE);
  private static final Pattern UNPRINTABLE =
      Pattern.compile("[\\p{Cc}\\p{Cf}\\p{Cs}\\p{Co}\\p{Cn}\\u2028\\u2029]");

  private final StringBuilder text = new StringBuilder();

  String write(Record root) {
    record(root, "", "");
    return text.toString();
  }

  private void record(Object value, String indent, String path) {
    for (Shape.Component key : Shape.of(value.getClass()).components()) {
      entry(key.key(), key.valueIn(value), indent, path);
    }
  }

  private void entry(Object key, Object value, String indent, String path) {
    if (value instanceof Optional<?> optional) {
      optional.ifPresent(present -> entry(key, present, indent, path));
      return;
    }
    text.append(indent).append(key instanceof Integer ? key : quoted(key.toString())).append(':');
    nested(value, indent, KeyNames.child(path, key.toString()));
  }

  private void nested(Object value, String indent, String path) {
    if (isFlow(value)) {
      text.append(' ').append(flow(value, path)).append('\n');
      return;
    }
    text.append('\n');
    String deeper = indent + "  ";
    if (value instanceof Record) {
      record(value, deeper, path);
    } else if (value instanceof Map<?, ?> map) {
      map.forEach((key, child) -> entry(key, child, deeper, path));
    } else if (value instanceof List<?> list) {
      for (Object item : list) {
        text.append(deeper).append('-');
        nested(item, deeper, path);
      }
    }
  }

  private static boolean isFlow(Object value) {
    if (value instanceof List<?> list) {
      return list.stream().allMatch(YamlWriter::isFlow);
    }
    if (value instanceof Map<?, ?> map) {
      return map.isEmpty();
    }
    return !(value instanceof Record);
  }

  private static String flow(Object value, String path) {
    if (value instanceof List<?> list) {
      return list.stream()
          .map(item -> flow(item, path))
          .collect(Collectors.joining(", ", "[", "]"));
    }
    if (value instanceof Map<?, ?>) {
      return "{}";
    }
    String shown = Secrets.redact(path, Scalars.write(value));
    return value instanceof String ? quoted(Environment.escape(shown)) : shown;
  }

  private static String quoted(String value) {
    if (PLAIN.matcher(value).matches() && !WORD.matcher(value).matches()) {
      return value;
    }
    if (!UNPRINTABLE.matcher(value).find()) {
      return "'" + value.replace("'", "''") + "'";
    }
    String escaped = value.replace("\\", "\\\\").replace("\"", "\\\"");
    return "\""
        + UNPRINTABLE.matcher(escaped).replaceAll(found -> hexadecimal(found.group()))
        + "\"";
  }

  /** The regular expression reads it once more, hence the doubled backslash. */
  private static String hexadecimal(String character) {
    return "\\\\U%08x".formatted(character.codePointAt(0));
  }
}
