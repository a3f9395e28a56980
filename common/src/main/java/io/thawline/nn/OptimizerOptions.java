package io.thawline.nn;

import io.thawline.config.Key;
import io.thawline.schedule.RateOptions;
import java.io.Serializable;
import java.util.List;

/**
 * How parameters follow their gradients.
 *
 * @param kind Adam, Adam with decoupled weight decay, or plain gradient descent
 * @param lr learning rate of an optimizer step, for phases that name none
 * @param betas decay of the running means of the gradient and of its square
 * @param eps added to the denominator
 * @param weightDecay a step
 * @param momentum of SGD, heavy ball; the others know none
 * @param clipNorm limit on the norm over all gradients of a step; 0 for none
 * @param decayed what weight decay acts on
 * @param rate how rates change over the steps of a run
 * @param accumulate parts that a batch is cut into, whose gradients add up to its own; fewer
 *     activations are in memory at once, and BatchNorm sees the parts
 */
public record OptimizerOptions(
    @Key(help = "which optimizer", defaultValue = "adam") Kind kind,
    @Key(help = "learning rate of phases that name none", defaultValue = "1e-3") double lr,
    @Key(
            help = "decay of the means of the gradient and of its square",
            defaultValue = "[0.9, 0.999]")
        List<Double> betas,
    @Key(help = "added to the denominator", defaultValue = "1e-8") double eps,
    @Key(help = "weight decay a step", defaultValue = "0") double weightDecay,
    @Key(help = "momentum of sgd", defaultValue = "0") double momentum,
    @Key(help = "limit on the norm of all gradients together, 0 for none", defaultValue = "0")
        double clipNorm,
    @Key(help = "what weight decay acts on: all, or weights alone", defaultValue = "all")
        Decayed decayed,
    @Key(help = "how rates change over the steps of a run") RateOptions rate,
    @Key(help = "parts that a batch is cut into, one after another", defaultValue = "1")
        int accumulate)
    implements Serializable {
  /** Which optimizer. */
  public enum Kind {
    /** Kingma and Ba 2015; weight decay is added to the gradient. */
    ADAM,
    /** Loshchilov and Hutter 2019; weight decay shrinks the parameter itself. */
    ADAMW,
    /** Gradient descent, with momentum where it is asked for (Sutskever et al. 2013). */
    SGD
  }

  /** What weight decay acts on. */
  public enum Decayed {
    /** Everything that trains, as in PyTorch. */
    ALL,
    /** All but biases and what belongs to norms. */
    WEIGHTS
  }

  public OptimizerOptions {
    betas = List.copyOf(betas);
    require(lr > 0 && lr < Double.POSITIVE_INFINITY, "lr must be above 0", lr, "1e-3");
    require(betas.size() == 2, "betas must be two numbers", betas, "[0.9, 0.999]");
    require(
        betas.stream().allMatch(b -> b >= 0 && b < 1),
        "betas must be at least 0 and below 1",
        betas,
        "[0.9, 0.999]");
    require(eps > 0 && eps < Double.POSITIVE_INFINITY, "eps must be above 0", eps, "1e-8");
    require(
        weightDecay >= 0 && weightDecay < Double.POSITIVE_INFINITY,
        "weight_decay must be at least 0",
        weightDecay,
        "0.01");
    require(
        momentum >= 0 && momentum < 1, "momentum must be at least 0 and below 1", momentum, "0.9");
    require(
        momentum == 0 || kind == Kind.SGD,
        "momentum is for kind sgd, the others have betas",
        momentum,
        "0");
    require(
        clipNorm >= 0 && clipNorm < Double.POSITIVE_INFINITY,
        "clip_norm must be at least 0",
        clipNorm,
        "1.0");
    require(accumulate >= 1, "accumulate must be at least 1", accumulate, "4");
  }

  /** Rates that stay as they are, decay of everything, batches in one part. */
  public OptimizerOptions(
      Kind kind,
      double lr,
      List<Double> betas,
      double eps,
      double weightDecay,
      double momentum,
      double clipNorm) {
    this(
        kind,
        lr,
        betas,
        eps,
        weightDecay,
        momentum,
        clipNorm,
        Decayed.ALL,
        RateOptions.CONSTANT,
        1);
  }

  /** The same, with rates that end after so many steps where they follow the schedule. */
  public OptimizerOptions ending(long scheduledSteps) {
    return new OptimizerOptions(
        kind,
        lr,
        betas,
        eps,
        weightDecay,
        momentum,
        clipNorm,
        decayed,
        rate.ending(scheduledSteps),
        accumulate);
  }

  private static void require(boolean holds, String rule, Object value, String example) {
    if (!holds) {
      throw new IllegalArgumentException(
          "%s, got %s: write for example %s".formatted(rule, value, example));
    }
  }

  /** Adam with PyTorch's defaults, without weight decay or clipping. */
  public static OptimizerOptions adam(double lr) {
    return new OptimizerOptions(Kind.ADAM, lr, List.of(0.9, 0.999), 1e-8, 0, 0, 0);
  }

  /** Plain gradient descent without weight decay or clipping. */
  public static OptimizerOptions sgd(double lr, double momentum) {
    return new OptimizerOptions(Kind.SGD, lr, List.of(0.9, 0.999), 1e-8, 0, momentum, 0);
  }

  /** What it remembers of each parameter, by PyTorch's names. */
  public List<String> slots() {
    if (kind == Kind.SGD) {
      return momentum == 0 ? List.of() : List.of("momentum_buffer");
    }
    return List.of("exp_avg", "exp_avg_sq");
  }
}
