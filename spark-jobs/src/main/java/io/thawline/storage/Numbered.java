package io.thawline.storage;

import java.io.IOException;
import java.io.InputStream;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.IntFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The numbers that the names of a directory's files hold. */
final class Numbered {
  private static final Logger LOG = LoggerFactory.getLogger(Numbered.class);

  private Numbered() {}

  /**
   * Finds them in a listing, or, where the store denies one, by asking for those that are never
   * deleted, and from the last of these on for one after the other up to the first that is missing.
   *
   * @param stride the first is never deleted, nor is each that comes so many later, once there
   * @param nameOf the whole name of the file of a number
   * @param numberIn the number in a name without its directory
   */
  static NavigableSet<Integer> in(
      Volume volume,
      String directory,
      int first,
      int stride,
      IntFunction<String> nameOf,
      Function<String, OptionalInt> numberIn)
      throws IOException {
    NavigableSet<Integer> numbers = new TreeSet<>();
    try {
      volume.list(directory).forEach(name -> numberIn.apply(name).ifPresent(numbers::add));
    } catch (IOException e) {
      if (!Failures.isDenied(e)) {
        throw e;
      }
      LOG.warn("Cannot list {}: {}", volume.describe(directory), Failures.reason(e));
      probe(volume, first, stride, nameOf, numbers);
    }
    return numbers;
  }

  private static void probe(
      Volume volume,
      int first,
      int stride,
      IntFunction<String> nameOf,
      NavigableSet<Integer> numbers)
      throws IOException {
    for (int next = first; exists(volume, nameOf.apply(next)); next += stride) {
      numbers.add(next);
    }
    if (stride > 1 && !numbers.isEmpty()) {
      for (int next = numbers.last() + 1; exists(volume, nameOf.apply(next)); next++) {
        numbers.add(next);
      }
    }
  }

  private static boolean exists(Volume volume, String name) throws IOException {
    Optional<InputStream> opened = volume.open(name);
    if (opened.isPresent()) {
      opened.get().close();
    }
    return opened.isPresent();
  }
}
