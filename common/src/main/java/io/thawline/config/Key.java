package io.thawline.config;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * What the configuration knows of one key beyond the name and type of its record component. The key
 * is the component's name in lower snake case: {@code maxTransitionEpoch} is {@code
 * max_transition_epoch}.
 *
 * <p>Types: {@code String}, {@code int}, {@code long}, {@code double}, {@code OptionalDouble},
 * {@code boolean}, enums, records, {@code List} of these, and {@code Map} or {@code SortedMap} from
 * {@code String} or {@code Integer} to these. A component that is a record needs no annotation:
 * absent, it is built from the defaults of its own keys; in an {@code Optional} it may be absent as
 * a whole. Elements of lists and maps take the kind of their component.
 *
 * <p>A component may also be a sealed interface of records: a block of the keys of one of them. The
 * first key of each record has the same name and an enum for its type, whose values no other of the
 * records has; it says whose keys the block holds. Classes that the interface permits beside
 * records are nothing that YAML can write.
 *
 * <p>What only the record can judge, its compact constructor refuses with an {@link
 * IllegalArgumentException} whose message begins with the key ({@code "lr must be above 0, got
 * -1.0: write for example 1e-3"}); the reader adds where the key stands. A message of several lines
 * is several problems. A record judges the rest also when a part of it was refused: that part is
 * then built with defaults.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
public @interface Key {
  /** Stands for "no default": the key must be given. */
  String REQUIRED = "\0";

  /** The key itself, where Java reserves its name; that of the component when empty. */
  String name() default "";

  /** What the key means, in a few words. */
  String help() default "";

  /** The value of an absent key, as YAML text; {@link #REQUIRED} when there is none. */
  String defaultValue() default REQUIRED;

  /** A value to show in a remedy, as YAML text; the default value when empty. */
  String example() default "";

  /** What a change of the value means to a run that goes on. */
  Kind kind() default Kind.IDENTITY;

  /** Whether a relative path resolves against the directory of the file that holds it. */
  boolean path() default false;

  /** What a change of a key's value means to a run that goes on. */
  enum Kind {
    /** The value changes the numbers; a run does not go on with another. */
    IDENTITY,
    /** A length: a run may go on longer, or change what has not begun. */
    EXTENDABLE,
    /** The value changes no number. */
    FREE
  }
}
