package io.thawline.jobs;

import io.thawline.image.LabelledImage;
import java.util.List;

/**
 * The images of a run and their classes.
 *
 * @param labels names of the classes, sorted: a label is a place in this list
 * @param counts training images of each
 */
record ImageSet(PreparedData<LabelledImage> data, List<String> labels, List<Long> counts) {
  ImageSet {
    labels = List.copyOf(labels);
    counts = List.copyOf(counts);
  }
}
