package io.thawline.storage;

import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.hadoop.conf.Configuration;

/**
 * Writers come to a name that is taken, name after name, in a JVM of its own. They come after it
 * was taken: the test's S3 server looks and writes in two steps, where Amazon's does it in one.
 */
final class LatePublications {
  static final int NAMES = 20;
  private static final int WRITERS = 4;

  private LatePublications() {}

  /** Tells for each name how many were told that it is theirs. */
  public static void main(String[] arguments) throws Exception {
    Configuration configuration = new Configuration();
    for (int i = 1; i < arguments.length; i++) {
      String[] setting = arguments[i].split("=", 2);
      configuration.set(setting[0], setting[1]);
    }
    Volume volume = Volumes.at(arguments[0], configuration);
    System.out.println("refuses " + volume.refusesTakenNames());
    ExecutorService writers = Executors.newFixedThreadPool(WRITERS);
    for (int name = 0; name < NAMES; name++) {
      System.out.println("wins " + race(volume, "name-" + name, writers));
    }
    Runtime.getRuntime().halt(0);
  }

  private static int race(Volume volume, String name, ExecutorService writers) throws Exception {
    CyclicBarrier start = new CyclicBarrier(WRITERS);
    int wins = volume.publish(stage(volume, WRITERS), name) ? 1 : 0;
    List<Callable<Boolean>> calls = new ArrayList<>();
    for (int writer = 0; writer < WRITERS; writer++) {
      String staged = stage(volume, writer);
      calls.add(
          () -> {
            start.await();
            return volume.publish(staged, name);
          });
    }
    for (Future<Boolean> won : writers.invokeAll(calls)) {
      wins += won.get() ? 1 : 0;
    }
    return wins;
  }

  private static String stage(Volume volume, int writer) throws IOException {
    String staged = Names.partial(Names.newId(), writer);
    try (OutputStream out = volume.create(staged)) {
      out.write(writer);
    }
    return staged;
  }
}
