package io.thawline.report;

import java.util.Arrays;
import java.util.List;
import java.util.Set;

/** The load report: what became of each tensor. */
final class LoadMarkup {
  /** These are taken without change of meaning; the others are what a reader looks for. */
  private static final Set<LoadStatus> USUAL = Set.of(LoadStatus.LOADED, LoadStatus.CAST);

  private LoadMarkup() {}

  static void fill(Fragment page, LoadSection load) {
    page.with(
        "checkpoint",
        FactMarkup.list(
            List.of(
                new Fact("Checkpoint", load.location()),
                new Fact("Format", load.format()),
                new Fact("SHA-256", load.sha256()))));
    List<LoadGroup> groups = Arrays.stream(LoadStatus.values()).map(s -> group(load, s)).toList();
    page.with("statuses", Html.each(groups, LoadMarkup::status));
    List<LoadGroup> named = groups.stream().filter(g -> !g.tensors().isEmpty()).toList();
    page.with("names", Html.each(named, LoadMarkup::names));
  }

  private static LoadGroup group(LoadSection load, LoadStatus status) {
    return load.groups().stream()
        .filter(group -> group.status() == status)
        .findFirst()
        .orElse(new LoadGroup(status, 0, List.of()));
  }

  private static Html status(LoadGroup group) {
    return Fragment.named("status")
        .marked("none", group.tensors().isEmpty())
        .with("status", group.status().title())
        .with("meaning", group.status().meaning())
        .with("tensors", Numbers.count(group.tensors().size()))
        .with("elements", Numbers.count(group.elements()))
        .filled();
  }

  private static Html names(LoadGroup group) {
    return Fragment.named("names")
        .with("title", group.status().title())
        .with("count", Numbers.count(group.tensors().size()))
        .with("open", new Html(USUAL.contains(group.status()) ? "" : " open"))
        .with("names", Html.each(group.tensors(), LoadMarkup::name))
        .filled();
  }

  private static Html name(String name) {
    return Fragment.named("name").with("name", name).filled();
  }
}
