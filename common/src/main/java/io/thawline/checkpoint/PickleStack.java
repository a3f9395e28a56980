package io.thawline.checkpoint;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** The pickle machine's stack and its marks. Values below the last mark are out of reach. */
final class PickleStack {
  /** Python's pickler never has more than a thousand pairs of one container waiting here. */
  private static final int MAX_DEPTH = 1 << 16;

  private final List<PickleValue> values = new ArrayList<>();
  private final List<Integer> marks = new ArrayList<>();
  private final Function<String, Refusal> broken;

  /**
   * An empty stack.
   *
   * @param broken makes a refusal of what is wrong
   */
  PickleStack(Function<String, Refusal> broken) {
    this.broken = broken;
  }

  void clear() {
    values.clear();
    marks.clear();
  }

  void push(PickleValue value) {
    requireRoom();
    values.add(value);
  }

  void mark() {
    requireRoom();
    marks.add(values.size());
  }

  private void requireRoom() {
    if (values.size() + marks.size() >= MAX_DEPTH) {
      throw broken.apply("is nested too deeply");
    }
  }

  PickleValue top() {
    requireValues(1);
    return values.get(values.size() - 1);
  }

  PickleValue pop() {
    requireValues(1);
    return values.remove(values.size() - 1);
  }

  /** Takes the topmost values, the lowest first. */
  List<PickleValue> take(int count) {
    requireValues(count);
    return takeFrom(values.size() - count);
  }

  /** Takes the last mark and the values above it, the lowest first. */
  List<PickleValue> takeToMark() {
    if (marks.isEmpty()) {
      throw broken.apply("takes up to a mark that was never set");
    }
    return takeFrom(marks.remove(marks.size() - 1));
  }

  private void requireValues(int count) {
    int bottom = marks.isEmpty() ? 0 : marks.get(marks.size() - 1);
    if (values.size() - bottom < count) {
      throw broken.apply("takes from an empty stack");
    }
  }

  private List<PickleValue> takeFrom(int start) {
    List<PickleValue> tail = values.subList(start, values.size());
    List<PickleValue> taken = List.copyOf(tail);
    tail.clear();
    return taken;
  }
}
