package io.thawline.jobs;

import io.thawline.cluster.ReadImage;
import io.thawline.io.Sha256;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.apache.spark.api.java.JavaRDD;

/**
 * How samples are divided into those to train and those to validate on.
 *
 * @param train what is trained on
 * @param validation what is validated on; without a place of its own, other rows of the same place
 * @param share of {@code train} that is validated on instead, by the hash of ids; 0 for none
 */
record Division(DatasetOptions train, DatasetOptions validation, double share) {
  /**
   * Refuses what divides nothing, in the words of the configuration.
   *
   * @param places what {@code train} could name, a phrase
   * @param columnsNamed whether {@code columns} says anything
   * @throws IllegalArgumentException with a line for each problem
   */
  void require(String places, boolean columnsNamed) {
    List<String> problems = new ArrayList<>();
    if (!train.isPlaced()) {
      problems.add("train.path is missing: name %s, or train.table".formatted(places));
    }
    if (!(share >= 0 && share < 1)) {
      problems.add("validation_share must be from 0 to below 1, got " + share);
    }
    if (share > 0 && !validation.isEmpty()) {
      problems.add("validation_share must be 0 beside validation: leave one of them out");
    }
    if (share == 0 && validation.isEmpty()) {
      problems.add(
          "validation_share is 0 and validation says nothing: write for example validation_share:"
              + " 0.2");
    }
    if (columnsNamed && train.isFolder() && !(validation.isPlaced() && !validation.isFolder())) {
      problems.add(
          "columns must be left out of folders: they are of tables and of files with format");
    }
    if (!problems.isEmpty()) {
      throw new IllegalArgumentException(String.join("\n", problems));
    }
  }

  /** Reads the samples of a place, which a key of the configuration names. */
  @FunctionalInterface
  interface Reader {
    JavaRDD<ReadImage> read(DatasetOptions source, String key);
  }

  /** Both parts, each looked at. */
  ImageParts read(RunContext context, Reader reader) {
    JavaRDD<ReadImage> all = reader.read(train, "data.train");
    if (share > 0) {
      return ImageParts.of(
          context, train, hashed(all, share, false), train, hashed(all, share, true), Set.of(all));
    }
    DatasetOptions other = validation.isPlaced() ? validation : train.only(validation.where());
    JavaRDD<ReadImage> others = reader.read(other, "data.validation");
    return ImageParts.of(context, train, all, other, others, Set.of(all, others));
  }

  /** Those whose hash is below a share of all hashes, or the others. */
  private static JavaRDD<ReadImage> hashed(JavaRDD<ReadImage> all, double share, boolean below) {
    return all.filter(image -> isBelow(image.id(), share) == below);
  }

  private static boolean isBelow(String id, double share) {
    byte[] hash = Sha256.digest().digest(id.getBytes(StandardCharsets.UTF_8));
    return (ByteBuffer.wrap(hash).getInt() & 0xffffffffL) < share * (1L << Integer.SIZE);
  }
}
