package io.thawline.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.thawline.text.Entities.Entity;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Entities as conlleval counts them. */
class EntitiesTest {
  private static Set<Entity> in(String tags) {
    return Entities.in(List.of(tags.split(" ")));
  }

  @Test
  void entityRunsFromItsBeginningToTheNextOrToAnotherType() {
    assertThat(in("B-PER I-PER O B-LOC"))
        .containsExactlyInAnyOrder(new Entity("PER", 0, 2), new Entity("LOC", 3, 4));
    assertThat(in("B-PER B-PER I-PER"))
        .containsExactlyInAnyOrder(new Entity("PER", 0, 1), new Entity("PER", 1, 3));
    assertThat(in("B-PER I-LOC"))
        .containsExactlyInAnyOrder(new Entity("PER", 0, 1), new Entity("LOC", 1, 2));
    assertThat(in("O O")).isEmpty();
  }

  @Test
  void insideTagWithoutABeginningBeginsAnEntity() {
    assertThat(in("O I-PER I-PER O")).containsExactly(new Entity("PER", 1, 3));
    assertThat(in("I-PER I-PER B-PER"))
        .containsExactlyInAnyOrder(new Entity("PER", 0, 2), new Entity("PER", 2, 3));
  }

  @Test
  void tagsOfSinglesAndEndsCloseEntities() {
    assertThat(in("S-PER S-PER B-LOC E-LOC I-LOC"))
        .containsExactlyInAnyOrder(
            new Entity("PER", 0, 1),
            new Entity("PER", 1, 2),
            new Entity("LOC", 2, 4),
            new Entity("LOC", 4, 5));
  }

  @Test
  void sentencesEndAtEmptyLines() {
    List<Conll.Sentence> sentences =
        Conll.sentences("-DOCSTART- -X- O\n\nEU NNP B-ORG\nrejects VBZ O\n\n\nPeter NNP B-PER");
    assertThat(sentences)
        .containsExactly(
            new Conll.Sentence(List.of("EU", "rejects"), List.of("B-ORG", "O")),
            new Conll.Sentence(List.of("Peter"), List.of("B-PER")));
    assertThatThrownBy(() -> Conll.sentences("EU B-ORG\nrejects"))
        .hasMessage("line 2 has no tag ('rejects'): write a word, a space and its tag");
  }
}
