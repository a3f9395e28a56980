package io.thawline.jobs;

import io.thawline.cluster.EvaluationJob.Work;
import io.thawline.cluster.Labels;
import io.thawline.cluster.TextEncoding;
import io.thawline.errors.InputRefusedException;
import io.thawline.nn.StepScope;
import io.thawline.task.Likelihoods;
import io.thawline.task.LoadedNetworks;
import io.thawline.task.TextOptions;
import io.thawline.task.TextTask;
import io.thawline.text.TextSample;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/** What texts are, their words, or the relations in them. */
record TextAnswers(UseContext context, TextTask task, TextSampleOptions data)
    implements Answers<TextSample> {
  private static final StructType TEXT =
      new StructType()
          .add("id", DataTypes.StringType)
          .add("label", DataTypes.StringType)
          .add("score", DataTypes.DoubleType);
  private static final StructType WORDS =
      new StructType()
          .add("id", DataTypes.StringType)
          .add("labels", DataTypes.createArrayType(DataTypes.StringType))
          .add("scores", DataTypes.createArrayType(DataTypes.DoubleType));

  static TextAnswers of(UseContext context, TextOptions options, TextSampleOptions data) {
    TextOptions handed =
        new TextOptions(
            options.kind(), context.handed().labels(), options.markers(), options.adversarial());
    return new TextAnswers(context, handed.task(context.handed().model()), data);
  }

  @Override
  public JavaRDD<TextSample> samples(Labels labels) {
    context.progress().stage("Tokenizing texts");
    String place = context.place("prepared/texts.parquet");
    long count =
        new TextEncoding(
                context.session(),
                task.options(),
                data.columns(),
                TextPreparation.rules(task),
                context.handed().bytes("tokenizer.json"),
                labels)
            .write("data.samples", data.samples(), place, PairPreparation.writing(context.store()))
            .count();
    if (count == 0) {
      throw new InputRefusedException(
          "data.samples gives no text: check its path or table, and where.");
    }
    return TextEncoding.read(context.session(), place);
  }

  @Override
  public Work<TextSample, Row> work() {
    TextTask asked = task;
    return (networks, scope, batch) -> rows(asked, networks, scope, batch);
  }

  private static List<Row> rows(
      TextTask task, LoadedNetworks networks, StepScope scope, List<TextSample> batch) {
    List<List<Likelihoods>> told = task.tell(networks, scope, batch);
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < batch.size(); i++) {
      List<Likelihoods> own = told.get(i);
      String[] labels =
          own.stream().map(one -> task.options().labels().get(one.answer())).toArray(String[]::new);
      Double[] scores =
          own.stream().map(one -> one.likelihood(one.answer())).toArray(Double[]::new);
      String id = batch.get(i).id();
      rows.add(
          task.hasTokens()
              ? RowFactory.create(id, labels, scores)
              : RowFactory.create(id, labels[0], scores[0]));
    }
    return rows;
  }

  @Override
  public String write(JavaRDD<Row> answers) {
    return AnswerTable.write(context, answers, task.hasTokens() ? WORDS : TEXT);
  }
}
