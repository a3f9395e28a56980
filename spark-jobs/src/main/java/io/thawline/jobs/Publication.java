package io.thawline.jobs;

import io.thawline.checkpoint.SafetensorsWriter;
import io.thawline.checkpoint.TorchScriptWriter;
import io.thawline.checkpoint.TorchZipWriter;
import io.thawline.jobs.PublishedWeights.Chosen;
import io.thawline.network.UNetOptions;
import io.thawline.network.Zi2ziScript;
import io.thawline.network.Zi2ziUNet;
import io.thawline.report.GlyphSheet;
import io.thawline.report.ReportPage;
import io.thawline.storage.Manifest;
import io.thawline.storage.RunStore;
import io.thawline.tensor.StateDict;
import io.thawline.tensor.TensorSpec;
import io.thawline.train.ShardTrainer;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Hands the best round over: the weights as PyTorch and others read them, and the report. */
final class Publication {
  private static final String TORCH = "final/model.pth";
  private static final String SAFETENSORS = "final/model.safetensors";
  private static final String TORCH_SCRIPT = "final/model.pt";
  private static final String REPORT = "report.html";

  private final RunContext context;
  private final RunJobs jobs;
  private final RunHistory history;

  Publication(RunContext context, RunJobs jobs, RunHistory history) {
    this.context = context;
    this.jobs = jobs;
    this.history = history;
  }

  void publish(PreparedPairs pairs) {
    RunStore store = context.store();
    Chosen chosen = new PublishedWeights(context, jobs, history).choose();
    context.progress().stage("Publishing " + chosen.what());
    StateDict weights = chosen.state().network(ShardTrainer.GENERATOR).tensors();
    store.writeFile(TORCH, out -> TorchZipWriter.write(weights, out));
    store.writeFile(SAFETENSORS, out -> SafetensorsWriter.write(weights, lineage(chosen), out));
    store.writeFile(TORCH_SCRIPT, out -> writeScript(weights, out));
    context.progress().stage("Drawing the report");
    GlyphSheet samples =
        new GlyphSamples(context, jobs.evaluation()).choose(history.first(), chosen.state());
    store.writeFile(REPORT, ReportPage.write(new RunReports(context, history, pairs).of(samples)));
    context.progress().finished(summary(chosen));
  }

  /** The network with its weights, for programs that know neither this one nor its options. */
  private void writeScript(StateDict weights, OutputStream out) throws IOException {
    UNetOptions model = context.config().model();
    Set<String> parameters =
        new Zi2ziUNet(model)
            .layout().parameters().stream()
                .map(TensorSpec::name)
                .collect(Collectors.toUnmodifiableSet());
    String forward = Zi2ziScript.forward(model);
    TorchScriptWriter.write(weights, parameters, Zi2ziScript.ARGUMENTS, forward, out);
  }

  /** Where the weights come from; no time, host or path, so that equal runs give equal files. */
  private Map<String, String> lineage(Chosen chosen) {
    Map<String, String> lineage = new TreeMap<>();
    lineage.put("source_sha256", LoadReportFile.read(context.store()).sha256());
    lineage.put("configuration_sha256", history.best().record().configurationHash());
    lineage.put("round", Integer.toString(chosen.state().position().round()));
    lineage.put("weights", chosen.what());
    return lineage;
  }

  private List<String> summary(Chosen chosen) {
    Manifest first = history.rounds().get(0);
    Manifest best = history.best();
    Manifest last = history.latest();
    return List.of(
        line("best val_loss", Metrics.of(best, Metrics.VAL_LOSS), " (round " + best.round() + ")"),
        line("published val_loss", chosen.valLoss(), " (" + chosen.what() + ")"),
        line("final val_loss", Metrics.of(last, Metrics.VAL_LOSS), " (round " + last.round() + ")"),
        line("untrained transfer", Metrics.of(first, Metrics.VAL_LOSS), ""),
        line("source copy", Metrics.of(first, Metrics.SOURCE_COPY), ""),
        line("blank page", Metrics.of(first, Metrics.BLANK_PAGE), ""),
        "model   " + context.store().location() + "/" + TORCH,
        "report  " + context.store().location() + "/" + REPORT);
  }

  private static String line(String label, double value, String note) {
    return String.format(Locale.ROOT, "%-20s%.4f%s", label, value, note);
  }
}
