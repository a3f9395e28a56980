package io.thawline.storage;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Drivers that are killed before each call that a commit makes to the store. */
abstract class KilledDriversContract extends DriversContract {
  @Test
  void driverKilledBeforeAnyCallOfACommitLeavesTheOldRoundOrTheNewOne() throws IOException {
    String location = newLocation();
    int rounds = 0;
    boolean killed = true;
    int call = 0;
    while (killed) {
      call++;
      try (DriverProcess driver = start(orders(location, 1, call))) {
        List<String> told = driver.rest();
        assertThat(told).as("call %d", call).contains("owner " + rounds);
        killed = !told.contains("left");
      }
      RunStore reader = reader(location);
      int found = reader.manifests().size();
      assertThat(found).as("call %d", call).isBetween(rounds, rounds + 1);
      if (found > 0) {
        latestIsWhole(reader);
      }
      rounds = found;
    }
    assertThat(call).isGreaterThan(12);
    assertThat(rounds).isPositive();
  }
}
