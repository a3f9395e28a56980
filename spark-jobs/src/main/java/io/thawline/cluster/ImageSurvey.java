package io.thawline.cluster;

import java.io.Serializable;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What images there are: how many of each label, which were dropped, and what tells them from
 * others. Parts add up in any order. A class, for Kryo reads no records back.
 */
public final class ImageSurvey implements Serializable {
  private static final long serialVersionUID = 1L;
  private static final int NAMED = 100;

  private final HashMap<String, Long> counts = new HashMap<>();
  private final HashMap<String, String> examples = new HashMap<>();
  private final ArrayList<ReadImage> dropped = new ArrayList<>();
  private final ArrayList<String> repeated = new ArrayList<>();
  private final long[] hash = new long[4];
  private final long[] given = new long[4];
  private long droppedInAll;

  static ImageSurvey of(Iterator<ReadImage> images) {
    ImageSurvey survey = new ImageSurvey();
    images.forEachRemaining(survey::add);
    return survey;
  }

  private void add(ReadImage image) {
    if (!image.isRead()) {
      dropped.add(image);
      droppedInAll++;
      trim();
      return;
    }
    counts.merge(image.label(), 1L, Long::sum);
    examples.merge(image.label(), image.id(), ImageSurvey::first);
    ByteBuffer bytes = ByteBuffer.wrap(image.hash());
    ByteBuffer file = ByteBuffer.wrap(image.hashOfFile());
    for (int i = 0; i < hash.length; i++) {
      hash[i] += bytes.getLong();
      given[i] += file.getLong();
    }
  }

  void add(ImageSurvey part) {
    part.counts.forEach((label, count) -> counts.merge(label, count, Long::sum));
    part.examples.forEach((label, id) -> examples.merge(label, id, ImageSurvey::first));
    dropped.addAll(part.dropped);
    droppedInAll += part.droppedInAll;
    for (int i = 0; i < hash.length; i++) {
      hash[i] += part.hash[i];
      given[i] += part.given[i];
    }
    trim();
  }

  private static String first(String one, String other) {
    return one.compareTo(other) <= 0 ? one : other;
  }

  /** A folder of a million broken files need not be named file by file. */
  private void trim() {
    if (dropped.size() > 2 * NAMED) {
      dropped.sort(Comparator.comparing(ReadImage::id));
      dropped.subList(NAMED, dropped.size()).clear();
    }
  }

  void addRepeated(List<String> ids) {
    repeated.addAll(ids);
  }

  /** How many images were read of each label, by its name. */
  public SortedMap<String, Long> counts() {
    return Collections.unmodifiableSortedMap(new TreeMap<>(counts));
  }

  /** How many images were read. */
  public long count() {
    return counts.values().stream().mapToLong(Long::longValue).sum();
  }

  /** An image of that label, to name it. */
  public String example(String label) {
    return Objects.requireNonNull(examples.get(label), label);
  }

  /** How many images were left out. */
  public long droppedInAll() {
    return droppedInAll;
  }

  /** The first of those that were left out, by id, and why. */
  public List<Map.Entry<String, String>> dropped() {
    return dropped.stream()
        .sorted(Comparator.comparing(ReadImage::id))
        .limit(NAMED)
        .map(image -> Map.entry(image.id(), image.reason()))
        .toList();
  }

  /** An id that several images have, if there is one. */
  public List<String> repeated() {
    return Collections.unmodifiableList(repeated);
  }

  /** Equal for the same images under the same ids and labels, in whatever order. */
  public String fingerprint() {
    return text(hash);
  }

  /** Likewise, of the files as they were given, whatever size they were brought to. */
  public String content() {
    return text(given);
  }

  private String text(long[] parts) {
    StringBuilder text = new StringBuilder().append(count());
    for (long part : parts) {
      text.append('-').append(Long.toHexString(part));
    }
    return text.toString();
  }
}
