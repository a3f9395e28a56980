package io.thawline.storage;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.thawline.errors.ConfigurationException;
import io.thawline.io.Sha256;
import java.io.IOException;
import java.util.Optional;

/**
 * Manifests as JSON. The last field, {@code sha256}, is the hash of all others in compact form, so
 * that a file whose bytes rotted is told from one that was written so.
 */
final class ManifestCodec {
  private static final String CHECKSUM = "sha256";
  private static final ObjectMapper JSON =
      JsonMapper.builder()
          .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
          .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
          .enable(DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .build();

  private ManifestCodec() {}

  static byte[] write(Manifest manifest) {
    try {
      // through text, so that the numbers hashed are the numbers read back
      ObjectNode tree = (ObjectNode) JSON.readTree(JSON.writeValueAsBytes(manifest));
      tree.put(CHECKSUM, hash(tree));
      return JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(tree);
    } catch (IOException e) {
      throw new IllegalStateException("cannot write as JSON: " + manifest, e);
    }
  }

  /**
   * The manifest in these bytes, or empty when they are torn, damaged or something else.
   *
   * @throws ConfigurationException when another version wrote them
   */
  static Optional<Manifest> read(byte[] bytes, String location) {
    try {
      JsonNode tree = JSON.readTree(bytes);
      int format = tree.path("format").asInt(Manifest.FORMAT);
      if (format != Manifest.FORMAT) {
        throw new ConfigurationException(
            "%s was written by another version (format %d; this one reads %d): use that version or another run.dir."
                .formatted(location, format, Manifest.FORMAT));
      }
      return tree instanceof ObjectNode fields ? verified(fields) : Optional.empty();
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  private static Optional<Manifest> verified(ObjectNode fields) throws JsonProcessingException {
    String checksum = fields.path(CHECKSUM).asText();
    fields.remove(CHECKSUM);
    return checksum.equals(hash(fields))
        ? Optional.of(JSON.treeToValue(fields, Manifest.class))
        : Optional.empty();
  }

  private static String hash(ObjectNode fields) throws JsonProcessingException {
    return Sha256.hex(JSON.writeValueAsBytes(fields));
  }
}
