package io.thawline.config;

import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Single values: from text to Java, and what to tell a user whose text is none. */
final class Scalars {
  private static final Pattern WHOLE = Pattern.compile("[+-]?\\d+");
  private static final Pattern DECIMAL =
      Pattern.compile("[+-]?(\\d+(\\.\\d*)?|\\.\\d+)([eE][+-]?\\d+)?");
  private static final Map<Class<?>, Class<?>> BOXED =
      Map.of(
          int.class, Integer.class,
          long.class, Long.class,
          double.class, Double.class,
          boolean.class, Boolean.class);

  private Scalars() {}

  /** Returns null when the text is no value of the type. */
  static @Nullable Object read(Class<?> type, String text) {
    Class<?> boxed = BOXED.getOrDefault(type, type);
    if (boxed == String.class) {
      return text;
    } else if (boxed == Double.class) {
      return decimal(text);
    } else if (boxed == Boolean.class) {
      return text.equals("true") ? Boolean.TRUE : text.equals("false") ? Boolean.FALSE : null;
    } else if (boxed.isEnum()) {
      return constant(boxed, text);
    }
    return whole(boxed, text);
  }

  private static @Nullable Object decimal(String text) {
    if (!DECIMAL.matcher(text).matches()) {
      return null;
    }
    double value = Double.parseDouble(text);
    return Double.isInfinite(value) ? null : value;
  }

  private static @Nullable Object constant(Class<?> type, String text) {
    String name = text.replace('-', '_'); // feature-extraction is easily written so
    return Arrays.stream(type.getEnumConstants())
        .filter(constant -> KeyNames.ofConstant((Enum<?>) constant).equals(name))
        .findFirst()
        .orElse(null);
  }

  private static @Nullable Object whole(Class<?> boxed, String text) {
    if (!WHOLE.matcher(text).matches()) {
      return null;
    }
    try {
      if (boxed == Integer.class) {
        return Integer.valueOf(text);
      } else if (boxed == Long.class) {
        return Long.valueOf(text);
      }
    } catch (NumberFormatException tooLarge) {
      return null;
    }
    throw new IllegalStateException("a configuration key cannot have the type " + boxed);
  }

  /** Completes "must be ...", for a text that is none. */
  static String expected(Class<?> type, String text) {
    Class<?> boxed = BOXED.getOrDefault(type, type);
    if (boxed == String.class) {
      return "one text";
    } else if (boxed == Double.class) {
      return "a number";
    } else if (boxed == Boolean.class) {
      return "true or false";
    } else if (boxed.isEnum()) {
      return "one of " + String.join(", ", constants(boxed));
    } else if (!WHOLE.matcher(text).matches()) {
      return "a whole number";
    }
    return boxed == Integer.class
        ? "a whole number from " + Integer.MIN_VALUE + " to " + Integer.MAX_VALUE
        : "a whole number of at most 63 bits";
  }

  /** A value of the type, for a key that shows none of its own. */
  static String example(Class<?> type) {
    Class<?> boxed = BOXED.getOrDefault(type, type);
    if (boxed.isEnum()) {
      return constants(boxed).iterator().next();
    }
    return Map.<Class<?>, String>of(
            Double.class, "0.5", Boolean.class, "true", Integer.class, "2", Long.class, "2")
        .getOrDefault(boxed, "text");
  }

  /** The text that {@link #read} turns back into the value. */
  static String write(Object value) {
    if (value instanceof Enum<?> constant) {
      return KeyNames.ofConstant(constant);
    } else if (value instanceof OptionalDouble number) {
      return number.isPresent() ? write(number.getAsDouble()) : "";
    }
    return value instanceof Double ? value.toString().toLowerCase(Locale.ROOT) : value.toString();
  }

  private static Iterable<String> constants(Class<?> type) {
    return Arrays.stream(type.getEnumConstants())
        .map(constant -> KeyNames.ofConstant((Enum<?>) constant))
        .collect(Collectors.toList());
  }
}
