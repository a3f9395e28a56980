package io.thawline.checkpoint;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import io.thawline.tensor.DType;
import io.thawline.tensor.Shape;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The JSON header of a safetensors file. Strict: a field that the format does not have, a name
 * given twice or a number of another kind is refused.
 */
final class SafetensorsHeader {
  static final String METADATA = "__metadata__";

  /** The format's name of each type. */
  static final Map<DType, String> TYPE_NAMES =
      Map.of(
          DType.FLOAT64, "F64",
          DType.FLOAT32, "F32",
          DType.FLOAT16, "F16",
          DType.BFLOAT16, "BF16",
          DType.INT64, "I64",
          DType.INT32, "I32",
          DType.INT16, "I16",
          DType.INT8, "I8",
          DType.UINT8, "U8",
          DType.BOOL, "BOOL");

  /** Without a table of names: made to collide, they would end the parser, not the header. */
  private static final JsonFactory JSON =
      JsonFactory.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
          .build();

  private static final int MAX_RANK = 64;

  /** Bytes that an entry takes here, beside its text. */
  private static final int PER_ENTRY = 256;

  private final Map<String, Entry> entries = new LinkedHashMap<>();
  private final Map<String, String> metadata = new LinkedHashMap<>();
  private final MemoryBudget budget;

  /**
   * One tensor of the header.
   *
   * @param begin of its bytes, from the end of the header on
   * @param end of its bytes, exclusive
   */
  record Entry(DType dtype, Shape shape, long begin, long end) {}

  private SafetensorsHeader(MemoryBudget budget) {
    this.budget = budget;
  }

  /**
   * Parses the header's text.
   *
   * @param budget is charged for its entries
   * @throws Refusal naming the tensor where the header is wrong
   */
  static SafetensorsHeader parse(String text, MemoryBudget budget) {
    SafetensorsHeader header = new SafetensorsHeader(budget);
    try (JsonParser json = JSON.createParser(text)) {
      header.readAll(json);
      return header;
    } catch (IOException e) {
      throw Refusal.damaged("its header is no valid JSON");
    }
  }

  Map<String, Entry> entries() {
    return entries;
  }

  Map<String, String> metadata() {
    return metadata;
  }

  private void readAll(JsonParser json) throws IOException {
    require(json.nextToken() == JsonToken.START_OBJECT, "its header is no JSON object");
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String name = json.currentName();
      budget.charge(PER_ENTRY, "its header");
      require(
          json.nextToken() == JsonToken.START_OBJECT, "entry %s is no JSON object".formatted(name));
      if (name.equals(METADATA)) {
        readMetadata(json);
      } else {
        entries.put(name, readEntry(json, name));
      }
    }
    require(json.nextToken() == null, "its header goes on after its end");
  }

  private void readMetadata(JsonParser json) throws IOException {
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String key = json.currentName();
      budget.charge(PER_ENTRY, "its header");
      require(json.nextToken() == JsonToken.VALUE_STRING, "its metadata has more than strings");
      metadata.put(key, json.getText());
    }
  }

  private static Entry readEntry(JsonParser json, String name) throws IOException {
    Optional<String> type = Optional.empty();
    Optional<long[]> shape = Optional.empty();
    Optional<long[]> offsets = Optional.empty();
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String field = json.currentName();
      json.nextToken();
      switch (field) {
        case "dtype" -> type = Optional.of(json.getText());
        case "shape" -> shape = Optional.of(readLongs(json, name));
        case "data_offsets" -> offsets = Optional.of(readLongs(json, name));
        default -> throw Refusal.damaged("entry %s has a field %s".formatted(name, field));
      }
    }
    require(
        type.isPresent() && shape.isPresent() && offsets.filter(o -> o.length == 2).isPresent(),
        "entry %s lacks its dtype, shape or data_offsets".formatted(name));
    return new Entry(
        dtype(type.get(), name), shape(shape.get(), name), offsets.get()[0], offsets.get()[1]);
  }

  private static long[] readLongs(JsonParser json, String name) throws IOException {
    require(json.currentToken() == JsonToken.START_ARRAY, badNumbers(name));
    List<Long> values = new ArrayList<>();
    while (json.nextToken() == JsonToken.VALUE_NUMBER_INT && values.size() < MAX_RANK) {
      values.add(json.getLongValue());
    }
    require(json.currentToken() == JsonToken.END_ARRAY, badNumbers(name));
    return values.stream().mapToLong(Long::longValue).toArray();
  }

  private static String badNumbers(String name) {
    return "entry %s has something else than a list of integers".formatted(name);
  }

  private static DType dtype(String type, String name) {
    return TYPE_NAMES.entrySet().stream()
        .filter(e -> e.getValue().equals(type))
        .findFirst()
        .map(Map.Entry::getKey)
        .orElseThrow(
            () ->
                new Refusal(
                    "%s has the type %s, which is not read".formatted(name, type),
                    "Save it as F32, F16 or BF16."));
  }

  private static Shape shape(long[] dims, String name) {
    try {
      return Shape.of(dims);
    } catch (IllegalArgumentException e) {
      throw Refusal.damaged("%s has an impossible shape: %s".formatted(name, e.getMessage()));
    }
  }

  private static void require(boolean condition, String problem) {
    if (!condition) {
      throw Refusal.damaged(problem);
    }
  }
}
