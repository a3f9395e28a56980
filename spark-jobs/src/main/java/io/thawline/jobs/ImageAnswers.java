package io.thawline.jobs;

import com.fasterxml.jackson.databind.JsonNode;
import io.thawline.cluster.EvaluationJob.Work;
import io.thawline.cluster.ImageReading;
import io.thawline.cluster.Labels;
import io.thawline.cluster.ReadImage;
import io.thawline.errors.InputRefusedException;
import io.thawline.image.ImageDecoder;
import io.thawline.image.LabelledImage;
import io.thawline.network.ImageClassifier;
import io.thawline.nn.StepScope;
import io.thawline.task.ImageClassificationOptions;
import io.thawline.task.ImageClassificationTask;
import io.thawline.task.Likelihoods;
import io.thawline.task.LoadedNetworks;
import io.thawline.task.NormaliseOptions;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * Which class images are of.
 *
 * @param labels names of the classes, in the order of the logits
 */
record ImageAnswers(
    UseContext context, ImageClassificationTask task, List<String> labels, ImageSampleOptions data)
    implements Answers<LabelledImage> {
  private static final String REMEDY = "check data.samples and data.columns";
  private static final StructType SCHEMA =
      new StructType()
          .add("id", DataTypes.StringType)
          .add("label", DataTypes.StringType)
          .add("score", DataTypes.DoubleType);

  /** Pixels become what {@code preprocess.json} says. */
  static ImageAnswers of(
      UseContext context, ImageClassificationOptions options, ImageSampleOptions data) {
    JsonNode preprocess = context.handed().json("preprocess.json");
    ImageClassificationOptions handed =
        new ImageClassificationOptions(
            options.kind(),
            options.labelSmoothing(),
            options.classWeights(),
            options.augment(),
            new NormaliseOptions(
                numbers(preprocess.path("mean")), numbers(preprocess.path("std"))));
    ImageClassificationTask task = handed.task(context.handed().model());
    List<String> labels = context.handed().labels();
    if (labels.size() != task.classifier().classes()) {
      throw new InputRefusedException(
          "%s/labels.json names %d classes, and the network tells %d apart. Fetch it again from its run."
              .formatted(context.handed().directory(), labels.size(), task.classifier().classes()));
    }
    return new ImageAnswers(context, task, labels, data);
  }

  private static List<Double> numbers(JsonNode list) {
    List<Double> numbers = new ArrayList<>();
    list.forEach(number -> numbers.add(number.asDouble()));
    return numbers;
  }

  @Override
  public JavaRDD<LabelledImage> samples(Labels wanted) {
    context.progress().stage("Decoding images");
    ImageClassifier classifier = task.classifier();
    JavaRDD<ReadImage> images =
        new ImageReading(context.spark())
            .read(
                new ImageTables(context.session(), data.columns(), wanted)
                    .open(data.samples(), "data.samples"),
                new ImageDecoder(classifier.channels(), classifier.imageSize()));
    ImagePart given = ImagePart.given(context, data.samples(), images);
    List<String> problems = new ArrayList<>(given.problems("image", REMEDY));
    if (wanted == Labels.NEEDED) {
      problems.addAll(unknown(given));
    }
    if (!problems.isEmpty()) {
      throw new InputRefusedException(problems);
    }
    given.warnOfDropped(context.progress());
    List<String> known = new ArrayList<>(labels);
    return images
        .filter(ReadImage::isRead)
        .map(
            image ->
                new LabelledImage(
                    image.id(), Math.max(0, known.indexOf(image.label())), image.planes()));
  }

  private List<String> unknown(ImagePart given) {
    return given.survey().counts().keySet().stream()
        .filter(label -> !labels.contains(label))
        .limit(1)
        .map(
            label ->
                "%s has the label %s, and the network knows %s: leave it out with data.samples.where."
                    .formatted(given.location(), label, String.join(", ", labels)))
        .toList();
  }

  @Override
  public Work<LabelledImage, Row> work() {
    ImageClassificationTask asked = task;
    List<String> names = new ArrayList<>(labels);
    return (networks, scope, batch) -> rows(asked, names, networks, scope, batch);
  }

  private static List<Row> rows(
      ImageClassificationTask task,
      List<String> names,
      LoadedNetworks networks,
      StepScope scope,
      List<LabelledImage> batch) {
    List<Likelihoods> told = task.tell(networks, scope, batch);
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < batch.size(); i++) {
      int answer = told.get(i).answer();
      rows.add(
          RowFactory.create(batch.get(i).id(), names.get(answer), told.get(i).likelihood(answer)));
    }
    return rows;
  }

  @Override
  public String write(JavaRDD<Row> answers) {
    return AnswerTable.write(context, answers, SCHEMA);
  }
}
