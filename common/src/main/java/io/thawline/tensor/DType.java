package io.thawline.tensor;

import java.util.Arrays;
import java.util.Optional;

/** Element types of PyTorch's tensors, under PyTorch's own names. */
public enum DType {
  FLOAT64("float64", 8, true),
  FLOAT32("float32", 4, true),
  FLOAT16("float16", 2, true),
  BFLOAT16("bfloat16", 2, true),
  INT64("int64", 8, false),
  INT32("int32", 4, false),
  INT16("int16", 2, false),
  INT8("int8", 1, false),
  UINT8("uint8", 1, false),
  BOOL("bool", 1, false);

  private final String torchName;
  private final int bytes;
  private final boolean floating;

  DType(String torchName, int bytes, boolean floating) {
    this.torchName = torchName;
    this.bytes = bytes;
    this.floating = floating;
  }

  /** PyTorch's name, as in {@code str(tensor.dtype)} without the leading {@code torch.}. */
  public String torchName() {
    return torchName;
  }

  /** Bytes an element takes. */
  public int bytes() {
    return bytes;
  }

  public boolean isFloating() {
    return floating;
  }

  /** The type of that PyTorch name, or empty when there is none. */
  public static Optional<DType> ofTorchName(String name) {
    return Arrays.stream(values()).filter(d -> d.torchName.equals(name)).findFirst();
  }
}
