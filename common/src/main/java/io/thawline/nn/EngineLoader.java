package io.thawline.nn;

import ai.djl.engine.Engine;
import ai.djl.engine.EngineException;
import io.thawline.errors.RunFailedException;
import io.thawline.errors.UserException;
import org.jspecify.annotations.Nullable;

/** The engine and its added operations, loaded once a JVM. */
final class EngineLoader {
  /** What this program is built for; glue for another version would be asked for in vain. */
  static final String PYTORCH = "2.7.1";

  private static final String NAME = "PyTorch";

  private static @Nullable Loaded loaded;

  private EngineLoader() {}

  /** The engine with its added operations. */
  record Loaded(Engine engine, OpLibrary ops) {}

  /**
   * The engine, loaded on the first call.
   *
   * @throws RunFailedException when the native library cannot be loaded
   */
  static synchronized Loaded loaded() {
    if (loaded == null) {
      configure("ai.djl.offline", "true");
      configure("OPT_OUT_TRACKING", "true");
      configure("ai.djl.pytorch.num_interop_threads", "1");
      configure("ai.djl.pytorch.graph_optimizer", "false");
      Engine engine = NativeLibrary.whileLocked(EngineLoader::engine);
      loaded = new Loaded(engine, OpLibrary.load(engine));
    }
    return loaded;
  }

  private static Engine engine() {
    try {
      return Engine.getEngine(NAME);
    } catch (EngineException | IllegalArgumentException e) {
      throw new RunFailedException(
          "cannot load the PyTorch engine (%s): put pytorch-native-cpu for this platform on the class path, and let DJL_CACHE_DIR name a writable directory with 500 MB free"
              .formatted(UserException.firstLine(e)),
          e);
    }
  }

  /** DJL is configured by system properties; a user's own setting stays. */
  private static void configure(String property, String value) {
    if (System.getProperty(property) == null) {
      System.setProperty(property, value);
    }
  }
}
