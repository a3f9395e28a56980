package io.thawline.train;

import io.thawline.network.Network;
import io.thawline.tensor.TensorSpec;
import java.util.Collection;

/**
 * How much memory the engine takes beside Java's heap, estimated from above:
 *
 * <pre>
 * states     = 5 * 4 bytes * parameters
 * training   = 214 MB + states + 2 * 4 bytes * (4 * parameters + batch * activations)
 * evaluating = 214 MB + states + 2 * 4 bytes * tasks at once * (parameters + batch * activations / 2)
 * </pre>
 *
 * States are what was sent and is mapped from this machine's disk: the first weights, and the
 * newest with their moments and velocity. Four numbers a parameter are its value, its gradient and
 * the two moments of Adam. Activations are what a forward pass keeps for the way back. The factor 2
 * is for copies in the layouts that the matrix library works on, and for the gradients on their
 * way. The library itself takes 150 MB, and 64 MB are room for what does not grow. Generators of
 * 0.2 to 55 million parameters used 0.5 to 0.9 of the estimate without the states; ResNet,
 * MobileNetV2, BERT and the discriminator 0.6 to 0.8.
 */
public final class NativeMemory {
  private static final long FIXED = 214L << 20;
  private static final long BYTES = 2 * Float.BYTES;
  private static final int COPIES = 4;
  private static final long STATES = 5 * Float.BYTES;

  private NativeMemory() {}

  /**
   * In bytes, for the larger of training and evaluation.
   *
   * @param networks that train together
   * @param batchSize samples an optimizer step
   * @param evaluationBatchSize samples evaluated at once
   * @param tasksAtOnce evaluation tasks that share a JVM; training tasks never do
   */
  public static long bytes(
      Collection<Network> networks, int batchSize, int evaluationBatchSize, int tasksAtOnce) {
    long parameters = networks.stream().mapToLong(NativeMemory::parameters).sum();
    long activations = networks.stream().mapToLong(Network::activations).sum();
    long training = COPIES * parameters + batchSize * activations;
    long evaluating = tasksAtOnce * (parameters + evaluationBatchSize * activations / 2);
    return FIXED + STATES * parameters + BYTES * Math.max(training, evaluating);
  }

  private static long parameters(Network network) {
    return network.layout().parameters().stream()
        .map(TensorSpec::shape)
        .mapToLong(s -> s.elements())
        .sum();
  }
}
