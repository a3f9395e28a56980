package io.thawline.report;

import io.thawline.report.Table.Cell;
import io.thawline.report.Table.Figure;
import io.thawline.report.Table.Picture;
import io.thawline.report.Table.Text;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;

/** The sections of the run's task, and their entries in the navigation. */
final class SectionMarkup {
  private static final double PERCENT = 100;

  private SectionMarkup() {}

  static void fill(Fragment page, List<Section> sections) {
    List<Html> entries = new ArrayList<>();
    List<Html> bodies = new ArrayList<>();
    for (int i = 0; i < sections.size(); i++) {
      Section section = sections.get(i);
      entries.add(
          Fragment.named("entry").with("number", i).with("title", section.title()).filled());
      bodies.add(body(section).with("number", i).with("title", section.title()).filled());
    }
    page.with("entries", Html.each(entries, entry -> entry));
    page.with("sections", Html.each(bodies, body -> body));
  }

  private static Fragment body(Section section) {
    if (section instanceof GlyphSheet sheet) {
      return GlyphMarkup.section(sheet);
    }
    return section instanceof ConfusionMatrix matrix ? matrix(matrix) : table((Table) section);
  }

  private static Fragment matrix(ConfusionMatrix matrix) {
    List<Html> rows = new ArrayList<>();
    for (int i = 0; i < matrix.labels().size(); i++) {
      rows.add(row(matrix.labels().get(i), matrix.counts().get(i), i));
    }
    return Fragment.named("matrix")
        .with("lead", matrix.lead())
        .with("labels", Html.each(matrix.labels(), SectionMarkup::heading))
        .with("rows", Html.each(rows, row -> row));
  }

  private static Html row(String label, List<Long> counts, int own) {
    long all = counts.stream().mapToLong(Long::longValue).sum();
    List<Html> cells = new ArrayList<>();
    for (int i = 0; i < counts.size(); i++) {
      double share = all == 0 ? 0 : PERCENT * counts.get(i) / all;
      cells.add(
          Fragment.named("count")
              .with("kind", i == own ? "right" : "wrong")
              .with("share", String.format(Locale.ROOT, "%.0f", share))
              .with("count", Numbers.count(counts.get(i)))
              .filled());
    }
    return Fragment.named("matrix-row")
        .with("label", label)
        .with("cells", Html.each(cells, cell -> cell))
        .filled();
  }

  private static Fragment table(Table table) {
    return Fragment.named("table")
        .with("lead", table.lead())
        .with("headings", Html.each(table.headings(), SectionMarkup::heading))
        .with(
            "rows",
            Html.each(
                table.rows(),
                row ->
                    Fragment.named("table-row")
                        .with("cells", Html.each(row, SectionMarkup::cell))
                        .filled()));
  }

  private static Html heading(String heading) {
    return Fragment.named("heading").with("heading", heading).filled();
  }

  private static Html cell(Cell cell) {
    if (cell instanceof Picture picture) {
      String png = Base64.getEncoder().encodeToString(Png.write(picture.planes(), picture.side()));
      return Fragment.named("picture-cell").with("png", png).with("alt", picture.alt()).filled();
    }
    return cell instanceof Figure figure
        ? Fragment.named("figure-cell").with("text", figure.text()).filled()
        : Fragment.named("text-cell").with("text", ((Text) cell).text()).filled();
  }
}
