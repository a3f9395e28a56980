package io.thawline.network;

import ai.djl.ndarray.NDArray;
import io.thawline.errors.InputRefusedException;
import io.thawline.nn.Device;
import io.thawline.nn.Mode;
import io.thawline.nn.ScriptModule;
import io.thawline.nn.Weights;
import io.thawline.tensor.DType;
import io.thawline.tensor.Init;
import io.thawline.tensor.LayerKind;
import io.thawline.tensor.Layout;
import io.thawline.tensor.Shape;
import io.thawline.tensor.StateDict;
import io.thawline.tensor.TensorSpec;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/**
 * A user's TorchScript module as a network: its tensors under their own names, each module that has
 * some a group, and all of its forward pass one stage. Buffers that are not float32 stay in the
 * module and start anew with it. A layer that is frozen has its BatchNorm in training mode still:
 * what that does is the module's own code.
 */
public final class ScriptNetwork implements Network {
  private static final String ALL = "module";

  private final byte[] archive;
  private final ScriptModule.Contents contents;
  private final Signature signature;
  private final Layout layout;

  /**
   * What a module takes and gives.
   *
   * @param inputs names of its arguments, in their order
   * @param output name of what it gives, the first tensor of a tuple
   * @param activations numbers that a forward pass of one sample keeps for the way back, about
   */
  public record Signature(List<String> inputs, String output, long activations) {
    public Signature {
      inputs = List.copyOf(inputs);
    }
  }

  private ScriptNetwork(byte[] archive, ScriptModule.Contents contents, Signature signature) {
    this.archive = archive;
    this.contents = contents;
    this.signature = signature;
    this.layout =
        new Layout(contents.tensors().names().stream().map(name -> spec(contents, name)).toList());
  }

  /**
   * Loads a module that the user trusts. Its code runs in this process from here on.
   *
   * @param archive the file that {@code torch.jit.save} wrote
   * @param trustedSha256 of the file, as the user wrote it
   * @throws InputRefusedException when the file is another one, or the engine does not load it
   */
  public static ScriptNetwork open(
      Device device, byte[] archive, String trustedSha256, Signature signature) {
    String actual = sha256(archive);
    if (!actual.equalsIgnoreCase(trustedSha256)) {
      throw new InputRefusedException(
          "The TorchScript module is a program, and its SHA-256 is %s: if you trust it, set model.trusted_sha256 to that"
              .formatted(actual));
    }
    return new ScriptNetwork(archive, ScriptModule.contents(device, archive), signature);
  }

  static String sha256(byte[] archive) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(archive));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  private static TensorSpec spec(ScriptModule.Contents contents, String name) {
    Shape shape = contents.tensors().require(name).shape();
    boolean parameter = contents.parameters().contains(name);
    LayerKind guess = shape.rank() > 2 ? LayerKind.CONV : LayerKind.LINEAR;
    return new TensorSpec(
        name,
        DType.FLOAT32,
        shape,
        parameter ? TensorSpec.Role.PARAMETER : TensorSpec.Role.BUFFER,
        parameter ? guess : LayerKind.BATCH_NORM,
        new Init.Constant(0),
        false);
  }

  /** The tensors that the file holds, with which training starts. */
  public StateDict start() {
    return contents.tensors();
  }

  @Override
  public Layout layout() {
    return layout;
  }

  @Override
  public long activations() {
    return signature.activations();
  }

  @Override
  public List<Stage> stages() {
    return List.of(Stage.last(ALL, this::run).drawing(true)); // for all that is known of its code
  }

  private Map<String, NDArray> run(Weights weights, Map<String, NDArray> values, Mode mode) {
    List<NDArray> arguments =
        signature.inputs().stream().map(name -> Inputs.require(values, name)).toList();
    List<NDArray> outputs = ScriptModule.of(weights, archive).forward(arguments, mode);
    return Map.of(signature.output(), outputs.get(0));
  }

  /** The file of the module with these weights, for {@code torch.jit.load}. */
  public byte[] archive(Weights weights) {
    return ScriptModule.of(weights, archive).archive();
  }
}
