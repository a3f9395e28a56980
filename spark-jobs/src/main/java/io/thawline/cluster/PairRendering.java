package io.thawline.cluster;

import io.thawline.glyph.Font;
import io.thawline.glyph.PairRenderer;
import io.thawline.glyph.RenderedPair;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.storage.StorageLevel;

/** Draws characters in two fonts on Spark, into Parquet. */
public final class PairRendering {
  private static final int CHARACTERS_A_TASK = 250;

  private final SparkSession session;
  private final JavaSparkContext spark;

  public PairRendering(SparkSession session) {
    this.session = session;
    this.spark = JavaSparkContext.fromSparkContext(session.sparkContext());
  }

  /**
   * How pairs are drawn.
   *
   * @param side of a glyph in pixels
   * @param style the row of the style embedding that the target font trains
   */
  public record Drawing(int side, int style) implements Serializable {}

  /** A character that could not be drawn in both fonts, and why. */
  public record Dropped(String character, String reason) {}

  /**
   * Draws characters and writes the pairs to a directory, for {@link PairFiles} to read.
   *
   * @param options of Spark's Parquet writer
   * @return the characters that were dropped, in the order of the list
   */
  public List<Dropped> write(
      List<Integer> codePoints,
      FontFile source,
      FontFile target,
      Drawing drawing,
      String directory,
      Map<String, String> options) {
    spark.setJobGroup("prepare", "draw %d glyph pairs".formatted(codePoints.size()));
    JavaRDD<RenderedPair> rendered =
        rendered(codePoints, source, target, drawing).persist(StorageLevel.MEMORY_AND_DISK());
    PairFiles.write(
        session, rendered.flatMap(pair -> pair.pair().stream().iterator()), directory, options);
    List<RenderedPair> dropped = rendered.filter(pair -> pair.pair().isEmpty()).collect();
    rendered.unpersist();
    return dropped.stream().map(pair -> new Dropped(pair.character(), pair.reason())).toList();
  }

  private JavaRDD<RenderedPair> rendered(
      List<Integer> codePoints, FontFile source, FontFile target, Drawing drawing) {
    Broadcast<byte[]> sourceBytes = spark.broadcast(source.bytes());
    Broadcast<byte[]> targetBytes = spark.broadcast(target.bytes());
    String sourceLocation = source.location();
    String targetLocation = target.location();
    return spark
        .parallelize(codePoints, 1 + (codePoints.size() - 1) / CHARACTERS_A_TASK)
        .mapPartitions(
            part ->
                render(
                    part,
                    Font.open(sourceLocation, sourceBytes.value()),
                    Font.open(targetLocation, targetBytes.value()),
                    drawing));
  }

  private static Iterator<RenderedPair> render(
      Iterator<Integer> codePoints, Font source, Font target, Drawing drawing) {
    PairRenderer renderer = new PairRenderer(source, target, drawing.side(), drawing.style());
    List<RenderedPair> pairs = new ArrayList<>();
    codePoints.forEachRemaining(codePoint -> pairs.add(renderer.render(codePoint)));
    return pairs.iterator();
  }
}
