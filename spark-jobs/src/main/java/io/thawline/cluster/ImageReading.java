package io.thawline.cluster;

import io.thawline.image.ImageDecoder;
import io.thawline.image.UnreadableImageException;
import java.util.List;
import org.apache.spark.api.java.JavaPairRDD;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.storage.StorageLevel;
import scala.Tuple2;

/** Decodes images on the executors, and looks at what came of it. */
public final class ImageReading {
  /** The columns of what is read, whatever they were called. */
  public static final String IMAGE = "image";

  /** Likewise. */
  public static final String LABEL = "label";

  /** Likewise. */
  public static final String ID = "id";

  private final JavaSparkContext spark;

  public ImageReading(JavaSparkContext spark) {
    this.spark = spark;
  }

  /**
   * The images of a table, decoded once and kept on the executors' disks.
   *
   * @param rows with the columns {@value #IMAGE} (bytes of an image file), {@value #LABEL} and
   *     {@value #ID} (texts)
   */
  public JavaRDD<ReadImage> read(Dataset<Row> rows, ImageDecoder decoder) {
    return rows.select(ID, LABEL, IMAGE)
        .toJavaRDD()
        .map(row -> read(row, decoder))
        .persist(StorageLevel.DISK_ONLY());
  }

  private static ReadImage read(Row row, ImageDecoder decoder) {
    if (row.isNullAt(0)) {
      return ReadImage.dropped("?", "has no id");
    }
    String id = row.getString(0);
    if (row.isNullAt(1)) {
      return ReadImage.dropped(id, "has no label");
    }
    if (row.isNullAt(2)) {
      return ReadImage.dropped(id, "has no bytes");
    }
    try {
      byte[] file = row.getAs(2);
      return ReadImage.of(id, row.getString(1), decoder.decode(file), List.of(file));
    } catch (UnreadableImageException e) {
      return ReadImage.dropped(id, String.valueOf(e.getMessage()));
    }
  }

  /** What images there are, in words for the one who waits: {@code training} or the like. */
  public ImageSurvey survey(JavaRDD<ReadImage> images, String which) {
    spark.setJobGroup("prepare", "decode %s images".formatted(which));
    ImageSurvey all = new ImageSurvey();
    images
        .mapPartitions(part -> List.of(ImageSurvey.of(part)).iterator())
        .collect()
        .forEach(all::add);
    spark.setJobGroup("prepare", "look for equal ids of %s images".formatted(which));
    all.addRepeated(
        images
            .filter(ReadImage::isRead)
            .mapToPair(image -> new Tuple2<>(image.id(), 1))
            .reduceByKey(Integer::sum)
            .filter(id -> id._2() > 1)
            .keys()
            .takeOrdered(1));
    return all;
  }

  /** How many images of one part are, pixel by pixel, also in the other. */
  public long shared(JavaRDD<ReadImage> training, JavaRDD<ReadImage> validation) {
    spark.setJobGroup("prepare", "look for images that are in both parts");
    JavaPairRDD<String, Integer> seen = contents(training).distinct();
    return contents(validation).join(seen).count();
  }

  private static JavaPairRDD<String, Integer> contents(JavaRDD<ReadImage> images) {
    return images.filter(ReadImage::isRead).mapToPair(image -> new Tuple2<>(image.content(), 0));
  }
}
