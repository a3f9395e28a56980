package io.thawline.nn;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * The TorchScript module of {@link OpLibrary}, as libtorch loads it: a zip of its text and of a
 * pickle that says "one object of that class without attributes".
 */
final class OpSource {
  /** Arguments are tensors and lists of tensors, for that is all DJL's public entry can pass. */
  private static final String TEXT =
      """
      class Ops(Module):
        __parameters__ = []
        __buffers__ = []
        training : bool
        def conv2d(self: __torch__.Ops,
          x: Tensor,
          w: Tensor,
          geometry: Tensor) -> Tensor:
          s = int(geometry[0])
          p = int(geometry[1])
          return torch.conv2d(x, w, None, [s, s], [p, p], [1, 1], int(geometry[2]))
        def conv2d_bias(self: __torch__.Ops,
          x: Tensor,
          w: Tensor,
          b: Tensor,
          geometry: Tensor) -> Tensor:
          s = int(geometry[0])
          p = int(geometry[1])
          return torch.conv2d(x, w, b, [s, s], [p, p])
        def conv_transpose2d(self: __torch__.Ops,
          x: Tensor,
          w: Tensor,
          geometry: Tensor) -> Tensor:
          s = int(geometry[0])
          p = int(geometry[1])
          return torch.conv_transpose2d(x, w, None, [s, s], [p, p])
        def conv_transpose2d_bias(self: __torch__.Ops,
          x: Tensor,
          w: Tensor,
          b: Tensor,
          geometry: Tensor) -> Tensor:
          s = int(geometry[0])
          p = int(geometry[1])
          return torch.conv_transpose2d(x, w, b, [s, s], [p, p])
        def overwrite(self: __torch__.Ops,
          x: Tensor,
          y: Tensor) -> Tensor:
          return torch.copy_(x, y)
        def share(self: __torch__.Ops,
          x: Tensor,
          y: Tensor) -> Tensor:
          return torch.set_(x, y)
        def batch_norm(self: __torch__.Ops,
          x: Tensor,
          w: Tensor,
          b: Tensor,
          mean: Tensor,
          var: Tensor,
          batch_statistics: Tensor) -> Tensor:
          t = bool(batch_statistics)
          return torch.batch_norm(x, w, b, mean, var, t, 0.1, 1.0000000000000001e-05, False)
        def relu6(self: __torch__.Ops,
          x: Tensor) -> Tensor:
          return torch.hardtanh(x, 0., 6.)
        def dropout(self: __torch__.Ops,
          x: Tensor,
          p: Tensor) -> Tensor:
          return torch.dropout(x, float(p), True)
        def cross_entropy(self: __torch__.Ops,
          logits: Tensor,
          labels: Tensor,
          class_weights: Tensor,
          smoothing: Tensor) -> Tensor:
          return torch.cross_entropy_loss(logits, labels, class_weights, 1, -100, float(smoothing))
        def binary_cross_entropy(self: __torch__.Ops,
          logits: Tensor,
          targets: Tensor) -> Tensor:
          return torch.binary_cross_entropy_with_logits(logits, targets)
        def gradients(self: __torch__.Ops,
          loss: Tensor,
          parameters: List[Tensor]) -> List[Tensor]:
          found = torch.autograd.grad([loss], parameters, None, None, False, True)
          dense = annotate(List[Tensor], [])
          for i in range(torch.len(found)):
            gradient = found[i]
            if torch.__isnot__(gradient, None):
              known = unchecked_cast(Tensor, gradient)
              _0 = torch.append(dense, torch.contiguous(known))
            else:
              _1 = torch.append(dense, torch.empty([0]))
          return dense
        def clip(self: __torch__.Ops,
          gradients: List[Tensor],
          limit: Tensor) -> List[Tensor]:
          norm = torch.linalg_vector_norm(torch.stack(torch._foreach_norm(gradients)))
          factor = torch.clamp(torch.div(limit, torch.add(norm, 9.9999999999999995e-07)), None, 1.)
          clipped = torch._foreach_mul(gradients, factor)
          _0 = torch.append(clipped, norm)
          return clipped
        def all_finite(self: __torch__.Ops,
          x: Tensor) -> Tensor:
          return torch.all(torch.isfinite(x))
        def adam(self: __torch__.Ops,
          g: List[Tensor],
          p: List[Tensor],
          m: List[Tensor],
          v: List[Tensor],
          steps: Tensor,
          h: Tensor) -> Tensor:
          s = torch.unbind(torch.add_(steps, 1))
          torch._fused_adam_(p, g, m, v, annotate(List[Tensor], []), s, lr=float(h[0]), beta1=float(h[1]), beta2=float(h[2]), weight_decay=float(h[3]), eps=float(h[4]), amsgrad=False, maximize=False, grad_scale=None, found_inf=None)
          return steps
        def adamw(self: __torch__.Ops,
          g: List[Tensor],
          p: List[Tensor],
          m: List[Tensor],
          v: List[Tensor],
          steps: Tensor,
          h: Tensor) -> Tensor:
          s = torch.unbind(torch.add_(steps, 1))
          torch._fused_adamw_(p, g, m, v, annotate(List[Tensor], []), s, lr=float(h[0]), beta1=float(h[1]), beta2=float(h[2]), weight_decay=float(h[3]), eps=float(h[4]), amsgrad=False, maximize=False, grad_scale=None, found_inf=None)
          return steps
        def sgd(self: __torch__.Ops,
          g: List[Tensor],
          p: List[Tensor],
          steps: Tensor,
          h: Tensor) -> Tensor:
          torch._fused_sgd_(p, g, annotate(List[Tensor], []), weight_decay=float(h[3]), momentum=0., lr=float(h[0]), dampening=0., nesterov=False, maximize=False, is_first_step=False, grad_scale=None, found_inf=None)
          return steps
        def sgd_momentum(self: __torch__.Ops,
          g: List[Tensor],
          p: List[Tensor],
          b: List[Tensor],
          steps: Tensor,
          h: Tensor) -> Tensor:
          torch._fused_sgd_(p, g, b, weight_decay=float(h[3]), momentum=float(h[5]), lr=float(h[0]), dampening=0., nesterov=False, maximize=False, is_first_step=False, grad_scale=None, found_inf=None)
          return steps
      """;

  /**
   * Protocol 2: GLOBAL, EMPTY_TUPLE, NEWOBJ, EMPTY_DICT, MARK, "training", True, SETITEMS, BUILD.
   */
  private static final String OBJECT =
      "\u0080\u0002c__torch__\nOps\n)\u0081}(X\u0008\0\0\0training\u0088ub.";

  private static final String NO_CONSTANTS = "\u0080\u0002).";

  /** A file format version that no operation above was changed after. */
  private static final String FORMAT_VERSION = "10\n";

  private OpSource() {}

  static byte[] archive() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      put(zip, "ops/data.pkl", OBJECT);
      put(zip, "ops/code/__torch__.py", TEXT);
      put(zip, "ops/constants.pkl", NO_CONSTANTS);
      put(zip, "ops/version", FORMAT_VERSION);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  private static void put(ZipOutputStream zip, String name, String contents) throws IOException {
    zip.putNextEntry(new ZipEntry(name));
    zip.write(contents.getBytes(StandardCharsets.ISO_8859_1));
    zip.closeEntry();
  }
}
