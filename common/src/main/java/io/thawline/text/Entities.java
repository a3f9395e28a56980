package io.thawline.text;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The entities in a sentence's tags, such as {@code B-PER I-PER O}, by the rules of CoNLL's own
 * scorer, {@code conlleval}: an entity also begins with an I- tag that follows none of its type.
 * Tags that end entities, E- and S-, count likewise.
 */
public final class Entities {
  private static final String BEGINS = "BS";
  private static final String ENDS = "ES";

  private Entities() {}

  /**
   * One entity.
   *
   * @param start its first word
   * @param end behind its last
   */
  public record Entity(String type, int start, int end) {}

  /** All of them. */
  public static Set<Entity> in(List<String> tags) {
    Set<Entity> entities = new HashSet<>();
    int start = -1;
    for (int i = 0; i <= tags.size(); i++) {
      String before = i == 0 ? "O" : tags.get(i - 1);
      String here = i == tags.size() ? "O" : tags.get(i);
      if (start >= 0 && endsBetween(before, here)) {
        entities.add(new Entity(type(before), start, i));
        start = -1;
      }
      if (start < 0 && !isOutside(here)) {
        start = i;
      }
    }
    return entities;
  }

  private static boolean endsBetween(String before, String here) {
    return isOutside(here)
        || !type(before).equals(type(here))
        || has(ENDS, before)
        || has(BEGINS, here);
  }

  private static boolean has(String prefixes, String tag) {
    return tag.length() > 1 && tag.charAt(1) == '-' && prefixes.indexOf(tag.charAt(0)) >= 0;
  }

  private static boolean isOutside(String tag) {
    return tag.equals("O");
  }

  private static String type(String tag) {
    return tag.length() > 1 && tag.charAt(1) == '-' ? tag.substring(2) : tag;
  }
}
