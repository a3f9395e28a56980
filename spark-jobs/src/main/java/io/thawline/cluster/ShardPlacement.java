package io.thawline.cluster;

import io.thawline.io.Sha256;
import io.thawline.sample.Sample;
import java.nio.charset.StandardCharsets;
import org.apache.spark.HashPartitioner;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.storage.StorageLevel;
import scala.Tuple2;

/**
 * Places samples on shards by their id and the seed alone, so that neither the number of executors
 * nor the order in which data arrive changes who trains on what. Shards differ by one sample at
 * most.
 */
public final class ShardPlacement {
  private ShardPlacement() {}

  /**
   * The samples with one partition a shard, decoded and kept on the executors: in Spark's storage
   * memory, and on their disks what is more than that holds. The order inside a partition is not
   * fixed: readers sort by id. With more shards than samples, some are empty.
   *
   * @param shuffle which of the seed's orders; 0 is the first
   */
  public static <S extends Sample> JavaRDD<S> place(
      JavaRDD<S> samples, int shards, long seed, int shuffle) {
    String order = shuffle == 0 ? seed + "/" : seed + "/" + shuffle + "/";
    samples.context().setJobGroup("place", "place samples on %d shards".formatted(shards), false);
    return samples
        .keyBy(sample -> rank(order, sample.id()))
        .sortByKey(true, shards)
        .values()
        .zipWithIndex()
        .mapToPair(ranked -> new Tuple2<>((int) (ranked._2() % shards), ranked._1()))
        .partitionBy(new HashPartitioner(shards))
        .values()
        .persist(StorageLevel.MEMORY_AND_DISK_SER());
  }

  /** A key that sorts ids in an order only the seed decides; the id itself breaks ties. */
  private static String rank(String order, String id) {
    return Sha256.hex((order + id).getBytes(StandardCharsets.UTF_8)) + id;
  }
}
