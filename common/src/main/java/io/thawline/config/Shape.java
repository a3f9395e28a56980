package io.thawline.config;

import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A record type as YAML sees it: its keys in order, and how to build it. */
record Shape(List<Component> components, Constructor<?> constructor) {

  /**
   * One key of the record.
   *
   * @param written the value of an absent key as YAML text; null when it has none of its own
   */
  record Component(
      String key,
      Type type,
      Method accessor,
      Key.Kind kind,
      boolean path,
      @Nullable String written,
      String example,
      String help) {

    static Component of(RecordComponent declared) {
      Key said = declared.getAnnotation(Key.class);
      String key =
          said == null || said.name().isEmpty()
              ? KeyNames.ofComponent(declared.getName())
              : said.name();
      Method accessor = declared.getAccessor();
      accessor.setAccessible(true);
      Type type = declared.getGenericType();
      if (said == null) {
        return new Component(key, type, accessor, Key.Kind.IDENTITY, false, null, "", "");
      }
      String written = said.defaultValue().equals(Key.REQUIRED) ? null : said.defaultValue();
      String example = said.example().isEmpty() && written != null ? written : said.example();
      return new Component(
          key, type, accessor, said.kind(), said.path(), written, example, said.help());
    }

    Object valueIn(Object owner) {
      try {
        return accessor.invoke(owner);
      } catch (ReflectiveOperationException broken) {
        throw new IllegalStateException("cannot read " + accessor, broken);
      }
    }
  }

  static Shape of(Class<?> type) {
    RecordComponent[] declared = type.getRecordComponents();
    Class<?>[] types =
        Arrays.stream(declared).map(RecordComponent::getType).toArray(Class<?>[]::new);
    try {
      Constructor<?> constructor = type.getDeclaredConstructor(types);
      constructor.setAccessible(true);
      return new Shape(Arrays.stream(declared).map(Component::of).toList(), constructor);
    } catch (NoSuchMethodException impossible) {
      throw new IllegalStateException("no canonical constructor in " + type, impossible);
    }
  }

  List<String> keys() {
    return components.stream().map(Component::key).toList();
  }

  /** -1 when the record has no such key. */
  int indexOf(String key) {
    return keys().indexOf(key);
  }

  /**
   * Builds the record.
   *
   * @throws IllegalArgumentException as the record's own check threw it
   */
  Object create(@Nullable Object[] values) {
    try {
      return constructor.newInstance(values);
    } catch (InvocationTargetException refused) {
      if (refused.getCause() instanceof RuntimeException thrown) {
        throw thrown;
      }
      throw new IllegalStateException("cannot build " + constructor, refused.getCause());
    } catch (ReflectiveOperationException broken) {
      throw new IllegalStateException("cannot build " + constructor, broken);
    }
  }
}
