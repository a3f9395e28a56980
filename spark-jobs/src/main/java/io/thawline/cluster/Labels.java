package io.thawline.cluster;

/** Whether samples come with labels. */
public enum Labels {
  /** Each has one, or is refused. */
  NEEDED,
  /** None is looked at: samples stand with the first label there is. */
  ABSENT
}
