package io.thawline.cluster;

import io.thawline.task.TextOptions;
import io.thawline.text.EncodedText;
import io.thawline.text.EntityMarkers;
import io.thawline.text.EntityMarkers.Span;
import io.thawline.text.TextEncoder;
import java.io.Serializable;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.sql.Row;
import org.jspecify.annotations.Nullable;

/**
 * Takes a text out of a row, by the names of its columns.
 *
 * @param kind what is learned of it
 * @param columns by name, as {@link TextColumns} has them; the label's is empty where there is none
 * @param markers to put around entities
 * @param standIn the label of what has none
 */
record TextFields(TextOptions.Kind kind, List<String> columns, List<String> markers, String standIn)
    implements Serializable {
  private static final int TEXT = 1;
  private static final int LABEL = 2;
  private static final int FIRST = 3;
  private static final int SECOND = 4;

  static TextFields of(TextOptions options, TextColumns columns, Labels labels) {
    String label = labels == Labels.NEEDED ? columns.label() : "";
    return new TextFields(
        options.kind(),
        List.of(columns.id(), columns.text(), label, columns.first(), columns.second()),
        options.markers(),
        options.labels().get(0));
  }

  private static @Nullable Object value(Row row, String column) {
    return column.isBlank() ? null : row.get(row.fieldIndex(column));
  }

  /** The id that the row gives itself; empty where it has none. */
  String id(Row row) {
    Object id = value(row, columns.get(0));
    return id == null ? "" : id.toString();
  }

  /** All that the sample is made of, to tell it from others. */
  String content(Row row) {
    return String.join(
        "\0",
        Stream.of(TEXT, LABEL, FIRST, SECOND)
            .map(i -> String.valueOf(value(row, columns.get(i))))
            .toList());
  }

  EncodedText encode(TextEncoder encoder, Row row) {
    Object text = value(row, columns.get(TEXT));
    Object label = hasLabels() ? value(row, columns.get(LABEL)) : standIn;
    if (text == null || label == null) {
      return EncodedText.refused(
          "it has no %s: leave such rows out with where"
              .formatted(columns.get(text == null ? TEXT : LABEL)));
    }
    try {
      return switch (kind) {
        case TEXT_CLASSIFICATION -> encoder.text(text.toString(), label.toString());
        case TOKEN_CLASSIFICATION -> encoder.words(words(row, columns.get(TEXT)), tags(row));
        case RELATION_CLASSIFICATION -> encoder.relation(marked(row, text), label.toString());
      };
    } catch (IllegalArgumentException e) {
      return EncodedText.refused(String.valueOf(e.getMessage()));
    }
  }

  private boolean hasLabels() {
    return !columns.get(LABEL).isBlank();
  }

  private List<String> tags(Row row) {
    return hasLabels()
        ? words(row, columns.get(LABEL))
        : Collections.nCopies(words(row, columns.get(TEXT)).size(), standIn);
  }

  private static List<String> words(Row row, String column) {
    int field = row.fieldIndex(column);
    return row.get(field) instanceof String text
        ? Arrays.asList(text.strip().split("\\s+", -1))
        : row.getList(field).stream().map(String::valueOf).toList();
  }

  private String marked(Row row, Object text) {
    return columns.get(FIRST).isBlank()
        ? text.toString()
        : new EntityMarkers(markers)
            .mark(text.toString(), span(row, columns.get(FIRST)), span(row, columns.get(SECOND)));
  }

  private static Span span(Row row, String column) {
    int field = row.fieldIndex(column);
    Object value = row.get(field);
    List<String> ends =
        value instanceof String text
            ? Arrays.asList(text.strip().split(":", -1))
            : value == null ? List.of() : row.getList(field).stream().map(String::valueOf).toList();
    if (ends.size() != 2 || !ends.stream().allMatch(end -> end.matches("\\d{1,9}"))) {
      throw new IllegalArgumentException(
          "its %s is %s: write [start, end], or 'start:end'".formatted(column, value));
    }
    return new Span(Integer.parseInt(ends.get(0)), Integer.parseInt(ends.get(1)));
  }
}
