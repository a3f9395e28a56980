package io.thawline.storage;

import io.thawline.errors.OwnedByAnotherDriverException;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.hadoop.conf.Configuration;

/** Writers race for a file, for a run and for a round, again and again, in a JVM of its own. */
final class SimultaneousWriters {
  static final int RACES = 6;
  private static final int WRITERS = 6;

  private SimultaneousWriters() {}

  /** Tells for each race how many were told that they won. */
  public static void main(String[] arguments) throws Exception {
    Configuration configuration = new Configuration();
    for (int i = 1; i < arguments.length; i++) {
      String[] setting = arguments[i].split("=", 2);
      configuration.set(setting[0], setting[1]);
    }
    ExecutorService writers = Executors.newFixedThreadPool(WRITERS);
    System.out.println("refuses " + Volumes.at(arguments[0], configuration).refusesTakenNames());
    for (int i = 0; i < RACES; i++) {
      Volume volume = Volumes.at(arguments[0] + "-" + i, configuration);
      System.out.println("files " + wins(writers, files(volume)));
      System.out.println("commits " + wins(writers, commits(volume)));
      System.out.println("claims " + wins(writers, claims(volume)));
    }
    Runtime.getRuntime().halt(0);
  }

  private static List<Callable<Boolean>> files(Volume volume) throws IOException {
    List<Callable<Boolean>> racers = new ArrayList<>();
    for (int writer = 0; writer < WRITERS; writer++) {
      String staged = Names.partial(Names.newId(), writer);
      try (OutputStream out = volume.create(staged)) {
        out.write(writer);
      }
      racers.add(() -> volume.publish(staged, "file"));
    }
    return racers;
  }

  private static List<Callable<Boolean>> claims(Volume volume) {
    List<Callable<Boolean>> racers = new ArrayList<>();
    for (int writer = 0; writer < WRITERS; writer++) {
      RunStore store = new RunStore(volume);
      racers.add(() -> allowed(() -> store.claim("app", Duration.ofMinutes(1), note -> {})));
    }
    return racers;
  }

  /** Before the run has an owner, so that nothing but the name of the round decides. */
  private static List<Callable<Boolean>> commits(Volume volume) {
    List<Callable<Boolean>> racers = new ArrayList<>();
    for (int writer = 0; writer < WRITERS; writer++) {
      RunStore store = new RunStore(volume);
      racers.add(() -> allowed(() -> Rounds.commit(store, 0)));
    }
    return racers;
  }

  private static boolean allowed(Runnable act) {
    try {
      act.run();
      return true;
    } catch (OwnedByAnotherDriverException refused) {
      return false;
    }
  }

  private static int wins(ExecutorService writers, List<Callable<Boolean>> racers)
      throws Exception {
    CyclicBarrier start = new CyclicBarrier(racers.size());
    List<Callable<Boolean>> calls = new ArrayList<>();
    for (Callable<Boolean> racer : racers) {
      calls.add(
          () -> {
            start.await();
            return racer.call();
          });
    }
    int wins = 0;
    for (Future<Boolean> won : writers.invokeAll(calls)) {
      wins += won.get() ? 1 : 0;
    }
    return wins;
  }
}
