package io.thawline.sample;

import java.io.Serializable;

/**
 * What a task learns from, one of many. Implementations are classes rather than records, because
 * Kryo as Spark ships it cannot read records back.
 */
public interface Sample extends Serializable {
  /** Stable across runs and machines, unique in its data set. */
  String id();
}
