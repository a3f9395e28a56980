package io.thawline.config;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLParser;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads YAML text into nodes. The part of YAML that needs no anchors, tags or second document. */
final class YamlTree {
  private static final YAMLFactory YAML = new YAMLFactory();

  private final Place source;
  private final Environment environment;
  private final Problems problems;
  private final YAMLParser parser;

  private YamlTree(YAMLParser parser, Place source, Environment environment, Problems problems) {
    this.parser = parser;
    this.source = source;
    this.environment = environment;
    this.problems = problems;
  }

  /** Returns the root; null when the text is empty, or is no YAML and the problem is noted. */
  static @Nullable Node parse(
      String text, Place source, Environment environment, Problems problems) {
    try (YAMLParser parser = YAML.createParser(text)) {
      return new YamlTree(parser, source, environment, problems).document();
    } catch (JsonProcessingException broken) {
      problems.add(SyntaxRemedy.place(broken, source), SyntaxRemedy.of(broken));
      return null;
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
  }

  private @Nullable Node document() throws IOException {
    if (parser.nextToken() == null) {
      return null;
    }
    Node root = node(here());
    if (parser.nextToken() != null) {
      problems.add(here(), "a second document starts here: keep one document in a file");
    }
    return root;
  }

  /** A block of keys stands where its own key stands: that is where a key misses. */
  private Node node(Place owner) throws IOException {
    refuseReferences();
    return switch (parser.currentToken()) {
      case START_OBJECT -> mapping(owner);
      case START_ARRAY -> sequence();
      default -> scalar();
    };
  }

  private Node.Mapping mapping(Place owner) throws IOException {
    Node.Mapping mapping = Node.Mapping.emptyAt(owner);
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      Place place = here();
      String key = parser.getText();
      parser.nextToken();
      Node.Entry entry = new Node.Entry(place, node(place));
      Node.Entry first = mapping.entries().putIfAbsent(key, entry);
      if (first != null) {
        problems.add(place, "'" + key + "' stands here and at " + first.place() + ": keep one");
      }
    }
    return mapping;
  }

  private Node.Sequence sequence() throws IOException {
    Place place = here();
    List<Node> items = new ArrayList<>();
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      items.add(node(here()));
    }
    return new Node.Sequence(place, items);
  }

  private Node.Scalar scalar() throws IOException {
    Place place = here();
    if (parser.currentToken() == JsonToken.VALUE_NULL) {
      return new Node.Scalar(place, "", true);
    }
    String text = environment.substitute(parser.getText(), place, problems);
    return new Node.Scalar(place, text, false);
  }

  private void refuseReferences() throws IOException {
    if (parser.isCurrentAlias() || parser.getObjectId() != null) {
      problems.add(
          here(),
          "YAML anchors (&) and aliases (*) are not read: write the value out, or quote it");
    } else if (parser.getTypeId() != null) {
      problems.add(here(), "YAML tags (!) are not read: leave the tag out, or quote the value");
    }
  }

  private Place here() {
    JsonLocation at = parser.currentTokenLocation();
    return source.at(at.getLineNr(), at.getColumnNr());
  }
}
