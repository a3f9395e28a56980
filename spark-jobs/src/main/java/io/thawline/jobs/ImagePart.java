package io.thawline.jobs;

import io.thawline.cluster.ImageReading;
import io.thawline.cluster.ImageSurvey;
import io.thawline.cluster.ReadImage;
import io.thawline.report.DroppedSample;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.spark.api.java.JavaRDD;

/**
 * Some of the images, or pairs of them, that a job was given.
 *
 * @param name in a word: {@code training}, {@code readable} or the like
 * @param location where they were found
 * @param survey what there is
 */
record ImagePart(String name, String location, JavaRDD<ReadImage> images, ImageSurvey survey) {
  /** What a job was given for a handed-over network. */
  static ImagePart given(UseContext context, DatasetOptions samples, JavaRDD<ReadImage> images) {
    return new ImagePart(
        "readable",
        samples.location(),
        images,
        new ImageReading(context.spark()).survey(images, "given"));
  }

  /**
   * Why nothing can be made of them, a line a reason.
   *
   * @param noun what one of them is called
   * @param remedy what to do where there is none
   */
  List<String> problems(String noun, String remedy) {
    List<String> problems = new ArrayList<>();
    if (survey.count() == 0 && survey.unfitInAll() == 0) {
      String dropped =
          survey.dropped().stream()
              .findFirst()
              .map(
                  first ->
                      "; the first that was dropped, %s, %s"
                          .formatted(first.getKey(), first.getValue()))
              .orElse("");
      problems.add("%s holds no %s %s%s: %s.".formatted(location, name, noun, dropped, remedy));
    }
    survey
        .unfit()
        .ifPresent(
            first ->
                problems.add(
                    "%s holds %d that do not fit, such as %s, which %s."
                        .formatted(
                            location, survey.unfitInAll(), first.getKey(), first.getValue())));
    survey
        .repeated()
        .forEach(
            id ->
                problems.add(
                    "%s has several %ss with the id %s: name another column in data.columns.id, or give the files different names."
                        .formatted(location, noun, id)));
    return problems;
  }

  /** Tells of those that were left out. */
  void warnOfDropped(Progress progress) {
    if (survey.droppedInAll() > 0) {
      Map.Entry<String, String> first = survey.dropped().iterator().next();
      progress.note(
          "warning: left out %d, such as %s, which %s"
              .formatted(survey.droppedInAll(), first.getKey(), first.getValue()));
    }
  }

  /** The first of those that were left out, and how many more there are. */
  List<DroppedSample> dropped() {
    List<DroppedSample> named = new ArrayList<>();
    survey.dropped().forEach(each -> named.add(new DroppedSample(each.getKey(), each.getValue())));
    long more = survey.droppedInAll() - named.size();
    if (more > 0) {
      named.add(new DroppedSample("%d more".formatted(more), "could not be read either"));
    }
    return List.copyOf(named);
  }
}
