package io.thawline.report;

/** What became of a tensor when a checkpoint was loaded into a network. */
public enum LoadStatus {
  LOADED("Loaded", "taken from the checkpoint as it is"),
  CAST("Cast", "taken from the checkpoint, converted to the network's type"),
  NEW("New", "of layers that the checkpoint does not know; begins fresh"),
  MISSING("Missing", "wanted by the network, absent from the checkpoint"),
  UNEXPECTED("Unexpected", "in the checkpoint, of no use to the network"),
  MISMATCHED("Mismatched", "in both, with different shapes");

  private final String title;
  private final String meaning;

  LoadStatus(String title, String meaning) {
    this.title = title;
    this.meaning = meaning;
  }

  String title() {
    return title;
  }

  String meaning() {
    return meaning;
  }
}
