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
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

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
  private final ArrayList<ReadImage> unfit = new ArrayList<>();
  private final ArrayList<String> repeated = new ArrayList<>();
  private final long[] hash = new long[4];
  private final long[] given = new long[4];
  private long droppedInAll;
  private long unfitInAll;

  static ImageSurvey of(Iterator<ReadImage> images) {
    ImageSurvey survey = new ImageSurvey();
    images.forEachRemaining(survey::add);
    return survey;
  }

  private void add(ReadImage image) {
    switch (image.outcome()) {
      case READ -> count(image);
      case DROPPED -> {
        dropped.add(image);
        droppedInAll++;
      }
      case UNFIT -> {
        unfit.add(image);
        unfitInAll++;
      }
    }
    trim();
  }

  private void count(ReadImage image) {
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
    unfit.addAll(part.unfit);
    unfitInAll += part.unfitInAll;
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
    trim(dropped);
    trim(unfit);
  }

  private static void trim(List<ReadImage> images) {
    if (images.size() > 2 * NAMED) {
      images.sort(Comparator.comparing(ReadImage::id));
      images.subList(NAMED, images.size()).clear();
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

  /** The id of an image of that label, to name it. */
  public String example(String label) {
    return Objects.requireNonNull(examples.get(label), label);
  }

  /** How many images were left out. */
  public long droppedInAll() {
    return droppedInAll;
  }

  /** The first of those that were left out, by id, and why. */
  public List<Map.Entry<String, String>> dropped() {
    return named(dropped).toList();
  }

  /** How many images can be read and are not what was asked for. */
  public long unfitInAll() {
    return unfitInAll;
  }

  /** The first of those by id, and what they are; empty where all fit. */
  public Optional<Map.Entry<String, String>> unfit() {
    return named(unfit).findFirst();
  }

  private static Stream<Map.Entry<String, String>> named(List<ReadImage> images) {
    return images.stream()
        .sorted(Comparator.comparing(ReadImage::id))
        .limit(NAMED)
        .map(image -> Map.entry(image.id(), image.reason()));
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
