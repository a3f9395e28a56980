package io.thawline.checkpoint;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import io.thawline.io.Source;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * The {@code *.index.json} of a checkpoint in several files, as Hugging Face's libraries write it:
 * the name of each tensor, and the file beside the index that holds it.
 */
final class ShardIndex {
  static final String SUFFIX = ".index.json";
  private static final String FILES = "weight_map";
  private static final long MAX_SIZE = 64L << 20;

  /** A file beside the index: what looks like a path is nobody's honest name. */
  private static final Pattern FILE_NAME = Pattern.compile("[^/\\\\:\\p{Cntrl}]{1,255}");

  private static final JsonFactory JSON =
      JsonFactory.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
          .build();

  private ShardIndex() {}

  /**
   * Whether a file begins like JSON. A safetensors file may begin with the same byte, the lowest of
   * a length whose highest is zero.
   */
  static boolean is(Source source) {
    return source.size() >= Long.BYTES
        && source.read(0, 1).get(0) == '{'
        && source.read(0, Long.BYTES).get(Long.BYTES - 1) != 0;
  }

  /**
   * The file of each tensor, in the index's order.
   *
   * @throws Refusal when the index is no such thing
   */
  static Map<String, String> read(Source source) {
    if (source.size() > MAX_SIZE) {
      throw Refusal.damaged("the index takes %d bytes".formatted(source.size()));
    }
    ByteBuffer text = source.read(0, (int) source.size());
    try (JsonParser json = JSON.createParser(StandardCharsets.UTF_8.decode(text).toString())) {
      return files(json);
    } catch (IOException e) {
      throw Refusal.damaged("the index is no valid JSON");
    }
  }

  private static Map<String, String> files(JsonParser json) throws IOException {
    Map<String, String> files = new LinkedHashMap<>();
    json.nextToken();
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      boolean wanted = json.currentName().equals(FILES);
      if (json.nextToken() == JsonToken.START_OBJECT && wanted) {
        readFiles(json, files);
      } else {
        json.skipChildren();
      }
    }
    if (files.isEmpty()) {
      throw new Refusal(
          "it is a JSON file without a " + FILES + ", so no index of a checkpoint in parts",
          "Name the *.index.json that lies beside the parts.");
    }
    return files;
  }

  private static void readFiles(JsonParser json, Map<String, String> files) throws IOException {
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String tensor = json.currentName();
      if (json.nextToken() != JsonToken.VALUE_STRING) {
        throw Refusal.damaged("the index names no file for " + tensor);
      }
      String file = json.getText();
      if (!FILE_NAME.matcher(file).matches() || file.equals("..") || file.equals(".")) {
        throw Refusal.damaged("the index puts %s in '%s', no plain name".formatted(tensor, file));
      }
      files.put(tensor, file);
    }
  }

  /** The text of an index. */
  static byte[] write(Map<String, String> files, long totalBytes) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (JsonGenerator json = JSON.createGenerator(bytes).useDefaultPrettyPrinter()) {
      json.writeStartObject();
      json.writeObjectFieldStart("metadata");
      json.writeNumberField("total_size", totalBytes);
      json.writeEndObject();
      json.writeObjectFieldStart(FILES);
      for (Map.Entry<String, String> entry : files.entrySet()) {
        json.writeStringField(entry.getKey(), entry.getValue());
      }
      json.writeEndObject();
      json.writeEndObject();
      json.writeRaw('\n');
    }
    return bytes.toByteArray();
  }
}
