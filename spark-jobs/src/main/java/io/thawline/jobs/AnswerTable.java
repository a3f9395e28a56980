package io.thawline.jobs;

import io.thawline.errors.RunFailedException;
import io.thawline.errors.UserException;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.StructType;

/** Writes answers as a table, in any format that Spark has. */
final class AnswerTable {
  private static final String PLACE = "answers";

  private AnswerTable() {}

  static String write(UseContext context, JavaRDD<Row> answers, StructType schema) {
    AnswerOptions options = context.config().answers();
    try {
      context
          .session()
          .createDataFrame(answers, schema)
          .write()
          .mode("overwrite")
          .options(PairPreparation.writing(context.store()))
          .options(options.options())
          .format(options.format())
          .save(context.place(PLACE));
    } catch (Exception e) { // Spark throws checked exceptions that it does not declare
      throw UserException.in(e)
          .orElseGet(
              () ->
                  new RunFailedException(
                      "Cannot write %s as %s: %s. Check answers.format and options."
                          .formatted(
                              context.place(PLACE), options.format(), UserException.firstLine(e)),
                      e));
    }
    return "answers " + context.place(PLACE);
  }
}
