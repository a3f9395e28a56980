package io.thawline.cluster;

import com.codahale.metrics.Gauge;
import com.codahale.metrics.MetricRegistry;
import io.thawline.host.ResidentMemory;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.spark.SparkContext;
import org.apache.spark.api.plugin.DriverPlugin;
import org.apache.spark.api.plugin.ExecutorPlugin;
import org.apache.spark.api.plugin.PluginContext;
import org.apache.spark.api.plugin.SparkPlugin;
import org.jspecify.annotations.Nullable;

/**
 * Shows a run among Spark's metrics. Executors serve no page: each tells the driver after a task
 * how much memory it takes beside its heap, and the driver shows that too, by executor. Spark makes
 * it by name, from {@code spark.plugins}.
 */
public final class MetricsPlugin implements SparkPlugin {
  static final String NATIVE_MEMORY = "native_memory_bytes";

  @Override
  public DriverPlugin driverPlugin() {
    return new OnDriver();
  }

  @Override
  public ExecutorPlugin executorPlugin() {
    return new OnExecutor();
  }

  private static void gauge(MetricRegistry registry, String name, Gauge<?> gauge) {
    registry.gauge(name, () -> gauge);
  }

  private static final class OnDriver implements DriverPlugin {
    private final Map<String, Long> nativeMemory = new ConcurrentHashMap<>();
    private @Nullable MetricRegistry registry;

    @Override
    public Map<String, String> init(SparkContext spark, PluginContext context) {
      spark.addSparkListener(new AveragingListener());
      return Map.of();
    }

    @Override
    public void registerMetrics(String application, PluginContext context) {
      registry = context.metricRegistry();
      for (RunGauge shown : RunGauge.values()) {
        gauge(registry, shown.key(), shown::value);
      }
    }

    /** A text that the JDK alone can read: Spark's messages do not see an application's classes. */
    @Override
    public @Nullable Object receive(Object message) {
      String[] told = message.toString().split(" ", 2);
      String name = "executor." + told[0] + "." + NATIVE_MEMORY;
      boolean isNew = nativeMemory.put(told[0], Long.valueOf(told[1])) == null;
      if (isNew && registry != null) {
        gauge(registry, name, () -> nativeMemory.get(told[0]));
      }
      return null;
    }
  }

  private static final class OnExecutor implements ExecutorPlugin {
    private @Nullable PluginContext context;

    @Override
    public void init(PluginContext given, Map<String, String> fromDriver) {
      context = given;
      gauge(given.metricRegistry(), NATIVE_MEMORY, ResidentMemory::besideHeap);
    }

    @Override
    public void onTaskSucceeded() {
      try {
        if (context != null) {
          context.send(context.executorID() + " " + ResidentMemory.besideHeap());
        }
      } catch (java.io.IOException noDriver) {
        return; // the executor notices by itself, and a figure less harms nobody
      }
    }
  }
}
