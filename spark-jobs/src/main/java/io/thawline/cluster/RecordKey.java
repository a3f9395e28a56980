package io.thawline.cluster;

import org.apache.spark.Partitioner;

/** The key of a shuffled record: its number above, the shard below, so that keys sort so. */
final class RecordKey {
  /** The number of the record in which a shard tells of its round; weights follow it. */
  static final int SUMMARY = 0;

  /** The number of the first record of weights. */
  static final int FIRST = 1;

  private RecordKey() {}

  static long of(int number, int shard) {
    return (long) number << Integer.SIZE | shard;
  }

  static int shard(long key) {
    return (int) key;
  }

  static int number(long key) {
    return (int) (key >>> Integer.SIZE);
  }

  /** Brings all shards' records of a number to one task. */
  static final class ByNumber extends Partitioner {
    private static final long serialVersionUID = 1L;

    private final int partitions;

    ByNumber(int partitions) {
      this.partitions = partitions;
    }

    @Override
    public int numPartitions() {
      return partitions;
    }

    @Override
    public int getPartition(Object key) {
      return number((Long) key) % partitions;
    }
  }
}
