package io.thawline.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.thawline.errors.ConfigurationException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A block of keys whose first says which record it is. */
class ChoiceTest {
  sealed interface Pet permits Dog, Aquatic {}

  sealed interface Aquatic extends Pet permits Fish {}

  record Dog(@Key(defaultValue = "dog") Dog.Kind kind, @Key(defaultValue = "4") int legs)
      implements Pet {
    enum Kind {
      DOG,
      PUPPY
    }
  }

  record Fish(@Key(example = "carp") Fish.Kind kind, @Key(example = "2") int fins)
      implements Aquatic {
    enum Kind {
      CARP
    }
  }

  record Home(Pet pet, @Key(defaultValue = "[]") List<Pet> others) {}

  private static Configuration<Home> read(String yaml, String... overrides) {
    return new ConfigReader(Map.of(), "/")
        .read(Home.class, new ConfigSource("a.yaml", yaml, "/"), List.of(overrides));
  }

  @Test
  void firstKeyChoosesTheRecordAndItsOtherKeys() {
    Home home =
        read("pet: {kind: carp, fins: 3}\nothers: [{kind: puppy}, {kind: carp, fins: 1}]").value();
    assertThat(home.pet()).isEqualTo(new Fish(Fish.Kind.CARP, 3));
    assertThat(home.others())
        .containsExactly(new Dog(Dog.Kind.PUPPY, 4), new Fish(Fish.Kind.CARP, 1));
  }

  @Test
  void absentBlockAndAbsentKeyAreTheRecordThatHasADefault() {
    assertThat(read("").value().pet()).isEqualTo(new Dog(Dog.Kind.DOG, 4));
    assertThat(read("pet: {legs: 3}").value().pet()).isEqualTo(new Dog(Dog.Kind.DOG, 3));
    assertThat(read("", "pet.kind=carp", "pet.fins=5").value().pet())
        .isEqualTo(new Fish(Fish.Kind.CARP, 5));
  }

  @Test
  void choiceIsWrittenAndTabledAsItsRecord() {
    Configuration<Home> carp = read("pet: {kind: carp, fins: 3}");
    assertThat(read(carp.toYaml()).value()).isEqualTo(carp.value());
    assertThat(carp.keys(Key.Kind.IDENTITY))
        .containsEntry("pet.kind", "carp")
        .containsEntry("pet.fins", "3");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "pet: {kind: crap} | a.yaml:1: pet.kind must be one of dog, puppy, carp, got 'crap': did you mean carp?",
        "pet: {kind: carp, fins: 1, legs: 2} | a.yaml:1: pet.legs is not a known key: known here: kind, fins",
        "pet: {kind: carp} | a.yaml:1: pet.fins is missing: write for example fins: 2",
        "pet: 7 | pet must be a block of keys, got '7': write its keys on lines of their own: kind"
      })
  void whatFitsNoRecordIsNamed(String yaml, String problem) {
    assertThatThrownBy(() -> read(yaml))
        .isInstanceOfSatisfying(
            ConfigurationException.class,
            e -> assertThat(e.problems()).singleElement().asString().contains(problem));
  }
}
