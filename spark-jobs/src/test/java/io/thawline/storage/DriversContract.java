package io.thawline.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.thawline.storage.DriverProcess.Orders;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;

/** Drivers in JVMs of their own: raced and stopped, on every kind of store. */
abstract class DriversContract {
  private static final int PATIENCE = 4;

  /** An empty run directory. */
  abstract String newLocation();

  /** How Hadoop reaches it. */
  abstract Map<String, String> settings();

  /** Whether of two who take a name at one moment one is always refused. */
  abstract boolean refusesSimultaneous();

  DriverProcess start(Orders orders) throws IOException {
    return DriverProcess.start(orders);
  }

  Orders orders(String location, int rounds, int killBefore) {
    return new Orders(location, settings(), PATIENCE, rounds, killBefore);
  }

  RunStore reader(String location) {
    Configuration configuration = new Configuration();
    settings().forEach(configuration::set);
    return new RunStore(Volumes.at(location, configuration));
  }

  static void latestIsWhole(RunStore reader) {
    Manifest latest = reader.latest().orElseThrow();
    assertThat(latest.round()).isEqualTo(reader.manifests().size() - 1);
    assertThat(Rounds.load(reader, latest)).isEqualTo(Rounds.state(latest.round()));
  }

  @Test
  void ofTwoDriversExactlyOneGoesOnAndTheOtherNamesIt() throws IOException {
    assumeTrue(refusesSimultaneous(), "two at one moment may both get through here");
    String location = newLocation();
    try (DriverProcess one = start(orders(location, 1_000_000, 0));
        DriverProcess other = start(orders(location, 1_000_000, 0))) {
      List<String> first = Stream.of(verdict(one), verdict(other)).sorted().toList();
      assertThat(first.get(0)).isEqualTo("owner 0");
      assertThat(first.get(1))
          .matches(
              "refused " + location + " belongs to app-\\d+ on \\S+ \\(process \\d+\\) since .*");
    }
  }

  private static String verdict(DriverProcess driver) throws IOException {
    String line = driver.next();
    while (line.startsWith("note ")) {
      line = driver.next();
    }
    return line;
  }

  @Test
  void driverThatWasStoppedPastItsPatienceFailsAtItsNextCommit() throws Exception {
    String location = newLocation();
    try (DriverProcess stopped = start(orders(location, 1_000_000, 0))) {
      assertThat(stopped.nextThatBegins("round 1")).isEqualTo("round 1");
      stopped.signal("STOP");
      List<String> told;
      try (DriverProcess successor = start(orders(location, 3, 0))) {
        told = successor.rest();
      }
      assertThat(told).anyMatch(line -> line.startsWith("note Waiting up to 4 s")).endsWith("left");
      List<Manifest> committed = reader(location).manifests();
      stopped.signal("CONT");
      List<String> rest = stopped.rest();
      assertThat(rest).last().asString().startsWith("refused " + location + " belongs to app-");
      assertThat(reader(location).manifests()).isEqualTo(committed);
      latestIsWhole(reader(location));
    }
  }
}
