package io.thawline.checkpoint;

import io.thawline.tensor.DType;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** The whitelist of names a pickle may use, and what each stands for here. No class is loaded. */
final class Globals {
  /** What a name stands for. */
  sealed interface Meaning {}

  /** Functions that this package carries out itself. */
  enum Builder implements Meaning {
    ORDERED_DICT,
    TENSOR,
    PARAMETER
  }

  /** A storage class of PyTorch. */
  record StorageType(DType dtype) implements Meaning {}

  /** A class of a TorchScript archive, of whose objects the attributes are kept. */
  record ScriptClass() implements Meaning {}

  /** A name whose calls give something that is not looked at. */
  record Inert() implements Meaning {}

  private static final Map<DType, String> STORAGES =
      Map.of(
          DType.FLOAT64, "DoubleStorage",
          DType.FLOAT32, "FloatStorage",
          DType.FLOAT16, "HalfStorage",
          DType.BFLOAT16, "BFloat16Storage",
          DType.INT64, "LongStorage",
          DType.INT32, "IntStorage",
          DType.INT16, "ShortStorage",
          DType.INT8, "CharStorage",
          DType.UINT8, "ByteStorage",
          DType.BOOL, "BoolStorage");

  /** What training scripts keep beside the weights: arguments, scores, types, random states. */
  private static final List<String> INERT =
      List.of(
          "torch.Size",
          "torch.device",
          "argparse.Namespace",
          "collections.Counter",
          "builtins.set",
          "builtins.frozenset",
          "__builtin__.set",
          "__builtin__.frozenset",
          "__builtin__.complex",
          "builtins.complex",
          "__builtin__.bytearray",
          "builtins.bytearray",
          "__builtin__.slice",
          "builtins.slice",
          "_codecs.encode",
          "datetime.date",
          "datetime.datetime",
          "datetime.timedelta",
          "pathlib.Path",
          "pathlib.PosixPath",
          "pathlib.PurePosixPath",
          "pathlib.WindowsPath",
          "types.SimpleNamespace",
          "numpy.dtype",
          "numpy.ndarray",
          "numpy.core.multiarray.scalar",
          "numpy.core.multiarray._reconstruct",
          "numpy._core.multiarray.scalar",
          "numpy._core.multiarray._reconstruct",
          "numpy.core.numeric._frombuffer",
          "numpy._core.numeric._frombuffer");

  /** NumPy's types, which NumPy 2 names one by one. */
  private static final List<String> NUMPY_TYPES =
      List.of(
          "Bool", "Int8", "Int16", "Int32", "Int64", "UInt8", "UInt16", "UInt32", "UInt64",
          "Float16", "Float32", "Float64", "Str", "Object");

  private static final Map<String, Meaning> MEANINGS = meanings();

  private Globals() {}

  private static Map<String, Meaning> meanings() {
    Map<String, Meaning> meanings = new HashMap<>();
    meanings.put("collections.OrderedDict", Builder.ORDERED_DICT);
    meanings.put("torch._utils._rebuild_tensor_v2", Builder.TENSOR);
    meanings.put("torch._utils._rebuild_tensor", Builder.TENSOR);
    meanings.put("torch._utils._rebuild_parameter", Builder.PARAMETER);
    meanings.put("torch._utils._rebuild_parameter_with_state", Builder.PARAMETER);
    STORAGES.forEach(
        (dtype, name) -> {
          meanings.put("torch." + name, new StorageType(dtype));
          meanings.put("torch.cuda." + name, new StorageType(dtype));
        });
    INERT.forEach(name -> meanings.put(name, new Inert()));
    NUMPY_TYPES.forEach(name -> meanings.put("numpy.dtypes.%sDType".formatted(name), new Inert()));
    for (DType dtype : DType.values()) {
      meanings.put("torch." + dtype.torchName(), new Inert());
    }
    return Map.copyOf(meanings);
  }

  /** What a name stands for, or empty when a pickle may not use it. */
  static Optional<Meaning> find(String name) {
    return Optional.ofNullable(MEANINGS.get(name));
  }

  /** Likewise in a TorchScript archive, which also names classes of its own and typed lists. */
  static Optional<Meaning> findInScript(String name) {
    if (name.startsWith("__torch__.")) {
      return Optional.of(new ScriptClass());
    }
    return name.startsWith("torch.jit._pickle.") ? Optional.of(new Inert()) : find(name);
  }

  /** PyTorch's class of storages of a type, in the module {@code torch}. */
  static String storageName(DType dtype) {
    return Objects.requireNonNull(STORAGES.get(dtype));
  }
}
