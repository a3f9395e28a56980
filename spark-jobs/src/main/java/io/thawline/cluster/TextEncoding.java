package io.thawline.cluster;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.thawline.errors.InputRefusedException;
import io.thawline.errors.UserException;
import io.thawline.io.Sha256;
import io.thawline.task.TextOptions;
import io.thawline.text.EncodedText;
import io.thawline.text.TextEncoder;
import io.thawline.text.TextRules;
import io.thawline.text.TextSample;
import io.thawline.text.TextTokenizer;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.expressions.Window;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.storage.StorageLevel;

/**
 * Turns texts into rows of the word embedding on Spark, once, into Parquet, and reads them back.
 */
public final class TextEncoding {
  private static final int SHOWN = 3;
  private static final int ID_DIGITS = 16;
  private static final String ID = "id";
  private static final String PROBLEM = "problem";
  private static final String CONTENT = "content";
  private static final ArrayType NUMBERS = DataTypes.createArrayType(DataTypes.IntegerType, false);
  private static final StructType SCHEMA =
      new StructType()
          .add(ID, DataTypes.StringType, false)
          .add("tokens", NUMBERS, false)
          .add("labels", NUMBERS, false)
          .add("entities", NUMBERS, false);

  private final SparkSession session;
  private final JavaSparkContext spark;
  private final TextOptions options;
  private final TextColumns columns;
  private final TextRules rules;
  private final byte[] tokenizer;
  private final Labels labels;

  /**
   * An encoding.
   *
   * @param tokenizer a {@code tokenizer.json}
   */
  public TextEncoding(
      SparkSession session,
      TextOptions options,
      TextColumns columns,
      TextRules rules,
      byte[] tokenizer,
      Labels labels) {
    this.session = session;
    this.spark = JavaSparkContext.fromSparkContext(session.sparkContext());
    this.options = options;
    this.columns = columns;
    this.rules = rules;
    this.tokenizer = tokenizer;
    this.labels = labels;
  }

  /**
   * What a directory of encoded texts holds.
   *
   * @param digest of ids and of what a network reads, whatever their order
   * @param given digest of the texts as they were given, whatever their tokens
   */
  public record Contents(long count, String digest, String given) {}

  /**
   * Encodes a source and writes it to a directory of Parquet files.
   *
   * @param key of the configuration that names the source
   * @param writing options of Spark's Parquet writer
   * @throws InputRefusedException when a text cannot be learned from, or two have one id
   */
  public Contents write(
      String key, TextSource source, String directory, Map<String, String> writing) {
    spark.setJobGroup("prepare", "tokenize " + key);
    Dataset<Row> rows = new TextRows(session, columns, labels).open(key, source);
    Dataset<Row> encoded =
        session
            .createDataFrame(
                encoded(rows),
                SCHEMA
                    .add(PROBLEM, DataTypes.StringType, false)
                    .add(CONTENT, DataTypes.StringType, false))
            .persist(StorageLevel.MEMORY_AND_DISK());
    String given;
    try {
      refuse(key, encoded);
      given = String.valueOf(digest(encoded, CONTENT).get(1));
      identified(key, encoded.drop(PROBLEM, CONTENT))
          .write()
          .options(writing)
          .mode("overwrite")
          .parquet(directory);
    } catch (Exception e) { // Spark throws checked exceptions that it does not declare
      throw UserException.in(e)
          .orElseGet(
              () ->
                  new InputRefusedException(
                      "Cannot read %s (%s): %s. Check what lies there."
                          .formatted(key, source.location(), UserException.firstLine(e)),
                      e));
    } finally {
      encoded.unpersist();
    }
    Row written =
        digest(session.read().schema(SCHEMA).parquet(directory), "id, tokens, labels, entities");
    return new Contents(written.getLong(0), String.valueOf(written.get(1)), given);
  }

  private JavaRDD<Row> encoded(Dataset<Row> rows) {
    Broadcast<byte[]> sent = spark.broadcast(tokenizer);
    TextFields fields = TextFields.of(options, columns, labels);
    TextRules kept = rules;
    return rows.toJavaRDD()
        .mapPartitions(
            part -> {
              TaskDevice.locateLibraries();
              return encode(part, sent.value(), fields, kept);
            });
  }

  private static Iterator<Row> encode(
      Iterator<Row> rows, byte[] tokenizer, TextFields fields, TextRules rules) {
    List<Row> encoded = new ArrayList<>();
    try (TextTokenizer opened = TextTokenizer.open(tokenizer)) {
      TextEncoder encoder = new TextEncoder(opened, rules);
      rows.forEachRemaining(
          row -> {
            EncodedText text = fields.encode(encoder, row);
            encoded.add(
                RowFactory.create(
                    id(fields, row),
                    text.tokens(),
                    text.labels(),
                    text.entities(),
                    text.problem(),
                    Sha256.hex(fields.content(row).getBytes(UTF_8))));
          });
    }
    return encoded.iterator();
  }

  private static String id(TextFields fields, Row row) {
    String own = fields.id(row);
    return own.isEmpty()
        ? Sha256.hex(fields.content(row).getBytes(UTF_8)).substring(0, ID_DIGITS)
        : own;
  }

  private static void refuse(String key, Dataset<Row> encoded) {
    Dataset<Row> refused = encoded.filter(functions.col(PROBLEM).notEqual(""));
    long count = refused.count();
    if (count == 0) {
      return;
    }
    List<String> lines = new ArrayList<>();
    for (Row row : refused.orderBy(ID).limit(SHOWN).collectAsList()) {
      lines.add(
          "%s: the text %s cannot be learned from: %s."
              .formatted(key, row.getAs(ID), row.getAs(PROBLEM)));
    }
    if (count > SHOWN) {
      lines.add("%s: %d more texts cannot be learned from.".formatted(key, count - SHOWN));
    }
    throw new InputRefusedException(lines);
  }

  /** Rows of one content are told apart by numbers where ids are hashes. */
  private Dataset<Row> identified(String key, Dataset<Row> encoded) {
    if (columns.id().isBlank()) {
      return encoded
          .withColumn("copy", functions.row_number().over(Window.partitionBy(ID).orderBy("tokens")))
          .withColumn(ID, functions.expr("if(copy = 1, id, concat(id, '-', cast(copy as string)))"))
          .drop("copy");
    }
    List<Row> twice =
        encoded.groupBy(ID).count().filter("count > 1").orderBy(ID).limit(1).collectAsList();
    if (!twice.isEmpty()) {
      throw new InputRefusedException(
          "%s: %d texts have the id %s in column %s: name a column of unique ids in data.columns.id, or leave it out."
              .formatted(
                  key, twice.get(0).<Long>getAs("count"), twice.get(0).getAs(ID), columns.id()));
    }
    return encoded;
  }

  /** How many rows there are, and a sum of hashes of some columns, whatever their order. */
  private static Row digest(Dataset<Row> rows, String columns) {
    String sum = "cast(sum(cast(xxhash64(%s) as decimal(38, 0))) as string)".formatted(columns);
    return rows.agg(functions.count(functions.lit(1)), functions.expr(sum)).first();
  }

  /** The texts that {@link #write} left in a directory. */
  public static JavaRDD<TextSample> read(SparkSession session, String directory) {
    return session
        .read()
        .schema(SCHEMA)
        .parquet(directory)
        .toJavaRDD()
        .map(
            row ->
                new TextSample(
                    row.getString(0), numbers(row, 1), numbers(row, 2), numbers(row, 3)));
  }

  private static int[] numbers(Row row, int field) {
    return row.<Integer>getList(field).stream().mapToInt(Integer::intValue).toArray();
  }
}
