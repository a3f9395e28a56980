package io.thawline.jobs;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.thawline.errors.InputRefusedException;
import io.thawline.storage.RunStore;
import java.io.IOException;
import java.util.Optional;

/**
 * What a run directory says of samples that were prepared in it, once all of them are.
 *
 * @param name of the file of JSON
 * @param type of its contents
 * @param again what becomes of the samples when it is deleted, such as {@code the pairs drawn}
 */
record PreparedFile<T>(RunStore store, String name, Class<T> type, String again) {
  private static final ObjectMapper JSON =
      new ObjectMapper().enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES);

  /**
   * The contents, where there are some.
   *
   * @throws InputRefusedException when it is damaged
   */
  Optional<T> read() {
    return store.readFile(name).map(this::parsed);
  }

  private T parsed(byte[] json) {
    try {
      return JSON.readValue(json, type);
    } catch (IOException e) {
      throw new InputRefusedException(
          "Cannot read %s in %s: it is damaged. Delete it, to have %s again."
              .formatted(name, store.location(), again),
          e);
    }
  }

  /** Writes it, and returns the contents. */
  T write(T contents) {
    store.writeFile(name, out -> out.write(JSON.writeValueAsBytes(contents)));
    return contents;
  }
}
