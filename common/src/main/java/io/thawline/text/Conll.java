package io.thawline.text;

import java.util.ArrayList;
import java.util.List;

/**
 * Files of tagged sentences as CoNLL's shared tasks have them: a word a line, its tag in the last
 * column, an empty line behind each sentence.
 */
public final class Conll {
  private static final String DOCUMENT = "-DOCSTART-";

  private Conll() {}

  /** Words with a tag each. */
  public record Sentence(List<String> words, List<String> tags) {
    public Sentence {
      words = List.copyOf(words);
      tags = List.copyOf(tags);
    }
  }

  /**
   * The sentences of a file.
   *
   * @throws IllegalArgumentException naming the line that has no tag
   */
  public static List<Sentence> sentences(String text) {
    List<Sentence> sentences = new ArrayList<>();
    List<String> words = new ArrayList<>();
    List<String> tags = new ArrayList<>();
    int number = 0;
    for (String line : text.lines().toList()) {
      number++;
      if (line.isBlank()) {
        end(words, tags, sentences);
      } else if (!line.startsWith(DOCUMENT)) {
        String[] columns = line.strip().split("\\s+", -1);
        if (columns.length < 2) {
          throw new IllegalArgumentException(
              "line %d has no tag ('%s'): write a word, a space and its tag"
                  .formatted(number, line));
        }
        words.add(columns[0]);
        tags.add(columns[columns.length - 1]);
      }
    }
    end(words, tags, sentences);
    return sentences;
  }

  private static void end(List<String> words, List<String> tags, List<Sentence> sentences) {
    if (!words.isEmpty()) {
      sentences.add(new Sentence(words, tags));
      words.clear();
      tags.clear();
    }
  }
}
