package io.thawline.checkpoint;

import io.thawline.checkpoint.PickleValue.Sequence;
import io.thawline.io.Source;
import java.nio.ByteBuffer;
import java.util.stream.Collectors;

/** Says what a pickle is that no {@code torch.save} wrote, such as a font's {@code .obj} file. */
final class BarePickle {
  private static final int LONGEST = 16 << 20;
  private static final String NAME = "the pickle";

  private BarePickle() {}

  /** Why it is refused, by its first object; nothing beyond data is made of it here either. */
  static Refusal refusal(Source source, String saveAgain) {
    String remedy = "Training data belongs under data; for weights: " + saveAgain;
    MemoryBudget budget = new MemoryBudget(source.size());
    ByteBuffer bytes = Bytes.of(source, 0, (int) Math.min(LONGEST, source.size()), budget, NAME);
    try {
      PickleInput input = new PickleInput(NAME, bytes);
      PickleValue first = new Unpickler(input, new PickleCalls(NAME, budget), budget).load();
      return new Refusal(what(first, startsAnother(bytes)), remedy);
    } catch (Refusal e) {
      return new Refusal("it is a bare Python pickle, not a checkpoint, and is not opened", remedy);
    }
  }

  private static boolean startsAnother(ByteBuffer rest) {
    return rest.hasRemaining() && (rest.get(rest.position()) & 0xff) == Opcode.PROTO;
  }

  private static String what(PickleValue first, boolean several) {
    return several
        ? "it is a row of Python pickles, as training data is packed (.obj), the first of %s"
            .formatted(describe(first))
        : "it is a bare Python pickle of %s, not a checkpoint".formatted(describe(first));
  }

  private static String describe(PickleValue value) {
    if (value instanceof Sequence sequence && !sequence.items.isEmpty()) {
      String items =
          sequence.items.stream().limit(3).map(PickleValue::kind).collect(Collectors.joining(", "));
      return "%s (%s%s)".formatted(value.kind(), items, sequence.items.size() > 3 ? ", ..." : "");
    }
    return value.kind();
  }
}
