package io.thawline.jobs;

import io.thawline.checkpoint.SafetensorsWriter;
import io.thawline.checkpoint.TorchZipWriter;
import io.thawline.cluster.WrittenModule;
import io.thawline.jobs.PublishedWeights.Chosen;
import io.thawline.network.OpenedScript;
import io.thawline.report.ReportPage;
import io.thawline.report.RunReport;
import io.thawline.sample.Sample;
import io.thawline.state.NetworkState;
import io.thawline.storage.Manifest;
import io.thawline.storage.RunStore;
import io.thawline.tensor.StateDict;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** Hands the best round over: the weights as PyTorch and others read them, and the report. */
final class Publication<S extends Sample> {
  private static final String TORCH = "final/model.pth";
  private static final String SAFETENSORS = "final/model.safetensors";
  private static final String REPORT = "report.html";

  private final RunContext context;
  private final RunTask<S> task;
  private final RunJobs<S> jobs;
  private final RunHistory history;

  Publication(RunContext context, RunTask<S> task, RunJobs<S> jobs, RunHistory history) {
    this.context = context;
    this.task = task;
    this.jobs = jobs;
    this.history = history;
  }

  /** Writes all of it, and returns what the report tells. */
  RunReport publish(PreparedData<S> data) {
    RunStore store = context.store();
    Chosen chosen = new PublishedWeights<>(context, jobs, history).choose();
    context.progress().stage("Publishing " + chosen.what());
    StateDict weights = chosen.state().network(task.task().mainNetwork()).tensors();
    store.writeFile(TORCH, out -> TorchZipWriter.write(weights, out));
    store.writeFile(SAFETENSORS, out -> SafetensorsWriter.write(weights, lineage(chosen), out));
    store.writeFile("final/" + Definition.FILE, Definition.of(context.config()).toYaml());
    task.handOver(chosen.state());
    if (context.config().model() instanceof OpenedScript module) {
      writeModule(module, chosen.state().network(task.task().mainNetwork()));
    }
    context.progress().stage("Drawing the report");
    TaskReport of = task.report(history, jobs.evaluation(), chosen.state());
    RunReport page = new RunReports(context, history, data).of(of, task.baselines());
    store.writeFile(REPORT, ReportPage.write(page));
    context.progress().finished(summary(chosen));
    return page;
  }

  private void writeModule(OpenedScript module, NetworkState trained) {
    int threads = context.config().averaging().threads();
    byte[] written = WrittenModule.of(context.spark(), module, threads, trained);
    context.store().writeFile("final/" + Definition.MODULE, written);
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
    List<String> lines = new ArrayList<>();
    String metric = context.monitor().metric();
    boolean byLoss = metric.equals(Metrics.VAL_LOSS);
    String round = " (round %d%s)".formatted(best.round(), byLoss ? "" : ", the best by " + metric);
    lines.add(
        line(byLoss ? "best val_loss" : "val_loss", Metrics.of(best, Metrics.VAL_LOSS), round));
    lines.add(line("published val_loss", chosen.valLoss(), " (" + chosen.what() + ")"));
    lines.add(
        line(
            "final val_loss", Metrics.of(last, Metrics.VAL_LOSS), " (round " + last.round() + ")"));
    for (String name : task.told()) {
      lines.add(line(name.replace('_', ' '), Metrics.of(best, name), round));
    }
    lines.add(line("untrained transfer", Metrics.of(first, Metrics.VAL_LOSS), ""));
    for (String name : task.baselines()) {
      lines.add(line(name.replace('_', ' '), Metrics.of(first, name), ""));
    }
    lines.add("model   " + context.store().location() + "/" + TORCH);
    lines.add("report  " + context.store().location() + "/" + REPORT);
    return lines;
  }

  private static String line(String label, double value, String note) {
    return String.format(Locale.ROOT, "%-20s%.4f%s", label, value, note);
  }
}
