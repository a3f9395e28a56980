package io.thawline.report;

import java.util.List;

/** The load report: what became of each tensor. */
final class LoadMarkup {
  private LoadMarkup() {}

  static void fill(Fragment page, LoadSection load) {
    page.with(
        "checkpoint",
        FactMarkup.list(
            load.location().isEmpty()
                ? List.of(new Fact("Checkpoint", "none: all weights began fresh"))
                : List.of(
                    new Fact("Checkpoint", load.location()),
                    new Fact("Format", load.format()),
                    new Fact("SHA-256", load.sha256()))));
    page.with("statuses", Html.each(load.groups(), LoadMarkup::status));
    List<LoadGroup> named = load.groups().stream().filter(g -> !g.tensors().isEmpty()).toList();
    page.with("names", Html.each(named, LoadMarkup::names));
  }

  private static Html status(LoadGroup group) {
    return Fragment.named("status")
        .marked("none", group.tensors().isEmpty())
        .with("status", group.title())
        .with("meaning", group.meaning())
        .with("tensors", Numbers.count(group.tensors().size()))
        .with("elements", Numbers.count(group.elements()))
        .filled();
  }

  private static Html names(LoadGroup group) {
    return Fragment.named("names")
        .with("title", group.title())
        .with("count", Numbers.count(group.tensors().size()))
        .with("open", new Html(group.usual() ? "" : " open"))
        .with("names", Html.each(group.tensors(), LoadMarkup::name))
        .filled();
  }

  private static Html name(String name) {
    return Fragment.named("name").with("name", name).filled();
  }
}
