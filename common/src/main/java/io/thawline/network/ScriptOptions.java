package io.thawline.network;

import io.thawline.config.Key;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * A user's TorchScript module that takes square images to logits: {@code forward(Tensor) ->
 * Tensor}, from {@code (batch, channels, image_size, image_size)} to {@code (batch, classes)}. As
 * written; {@link OpenedScript} is one whose file was read.
 *
 * @param kind which network
 * @param from location of the file that {@code torch.jit.save} wrote
 * @param trustedSha256 of that file, 64 hexadecimal digits: the module is a program, which runs
 *     where executors run; empty where the user has not said so yet
 * @param classes it tells apart
 * @param channels of an image
 * @param imageSize side of the square images in pixels
 * @param activations numbers that a forward pass of one sample keeps for the way back, about; 0 for
 *     {@value #PER_PIXEL} for each pixel and channel
 */
public record ScriptOptions(
    @Key(help = "which network", example = "torchscript") Kind kind,
    @Key(
            help = "the file that torch.jit.save wrote",
            example = "module.pt",
            kind = Key.Kind.FREE,
            path = true)
        String from,
    @Key(
            help = "the SHA-256 of the file, which is a program that you trust",
            defaultValue = "''",
            example = "64 hexadecimal digits")
        String trustedSha256,
    @Key(help = "classes that the module tells apart", example = "10") int classes,
    @Key(help = "channels of an image, 1 or 3", defaultValue = "3") int channels,
    @Key(help = "side of the square images in pixels", defaultValue = "224") int imageSize,
    @Key(
            help = "numbers that a forward pass of one image keeps; 0 for 100 a pixel and channel",
            defaultValue = "0",
            kind = Key.Kind.FREE)
        long activations)
    implements NetworkOptions {
  static final int PER_PIXEL = 100;

  private static final Pattern SHA256 = Pattern.compile("([0-9a-fA-F]{64})?");

  /** Which network. */
  public enum Kind {
    TORCHSCRIPT
  }

  public ScriptOptions {
    List<String> problems = new ArrayList<>();
    if (from.isEmpty()) {
      problems.add("from is empty: name the file that torch.jit.save wrote");
    }
    if (!SHA256.matcher(trustedSha256).matches()) {
      problems.add(
          "trusted_sha256 must be 64 hexadecimal digits, got '%s': leave it out to be told what the file has"
              .formatted(trustedSha256));
    }
    Checks.atLeastOne(problems, "classes", classes);
    Checks.channels(problems, channels);
    Checks.atLeastOne(problems, "image_size", imageSize);
    if (activations < 0) {
      problems.add("activations must not be negative, got %d: write 0".formatted(activations));
    }
    Checks.refuse(problems);
  }

  /** The same file, trusted where it has this SHA-256. */
  public ScriptOptions trusted(String sha256) {
    return new ScriptOptions(kind, from, sha256, classes, channels, imageSize, activations);
  }

  /**
   * Nothing is known of a module before its file was read.
   *
   * @throws IllegalStateException always
   */
  @Override
  public Network network() {
    throw new IllegalStateException("%s was not opened".formatted(from));
  }

  long activationsOfSample() {
    return activations > 0 ? activations : (long) PER_PIXEL * channels * imageSize * imageSize;
  }
}
