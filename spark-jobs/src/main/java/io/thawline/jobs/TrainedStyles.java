package io.thawline.jobs;

import com.fasterxml.jackson.databind.JsonNode;
import io.thawline.errors.ConfigurationException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The rows of a network's style embedding.
 *
 * @param trained those that its run trained
 * @param count how many there are
 */
record TrainedStyles(List<Integer> trained, int count) {
  static TrainedStyles of(HandedOver handed, int count) {
    JsonNode preprocess = handed.json("preprocess.json");
    List<Integer> trained = new ArrayList<>();
    preprocess.path("styles").forEach(style -> trained.add(style.asInt()));
    if (trained.isEmpty()) {
      trained.add(preprocess.path("style").asInt()); // of runs that told of one alone
    }
    return new TrainedStyles(List.copyOf(trained), count);
  }

  /** Whether there is a style of that number. */
  static boolean isBelow(String style, int count) {
    long number = Long.parseLong(style);
    return number >= 0 && number < count;
  }

  /**
   * The style to draw in.
   *
   * @param wanted below 0 for the trained one
   * @throws ConfigurationException when there is no such style, or none is wanted of many
   */
  int chosen(int wanted) {
    if (wanted < 0 && trained.size() > 1) {
      throw new ConfigurationException(
          "data.style is missing: the network learned the styles %s; name the one to draw in"
              .formatted(trained.stream().map(String::valueOf).collect(Collectors.joining(", "))));
    }
    int style = wanted < 0 ? trained.get(0) : wanted;
    if (style >= count) {
      throw new ConfigurationException(
          "data.style must be below the network's styles (%d), got %d".formatted(count, style));
    }
    return style;
  }
}
