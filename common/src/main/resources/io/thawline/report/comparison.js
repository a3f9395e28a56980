// Draws the chart from the tables of the runs, so that both always show the same numbers.
(() => {
  const figure = document.getElementById("chart");
  const color = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
  const hues = {light: ["#c0392b", "#0b6a94", "#1b2229", "#a8590a", "#2e7d4f", "#7b4fa3"], dark: ["#ff8a7a", "#62bce6", "#e5e9ed", "#e3a45c", "#7fd1a0", "#c3a3e3"]};

  const arms = new Map();
  for (const run of document.querySelectorAll("[data-arm]")) {
    const points = [...run.querySelectorAll("tbody tr")].map((row) => ({x: Number(row.dataset.samples), y: Number(row.dataset.value)}));
    arms.set(run.dataset.arm, [...(arms.get(run.dataset.arm) ?? []), points]);
  }

  // Runs of an arm meet at the same numbers of samples: where not all of them have a value, the line has none.
  const summarised = (runs) => {
    const at = new Map();
    runs.flat().forEach(({x, y}) => at.set(x, [...(at.get(x) ?? []), y]));
    return [...at].filter(([, ys]) => ys.length === runs.length).sort(([a], [b]) => a - b)
        .map(([x, ys]) => ({x, mean: ys.reduce((a, b) => a + b, 0) / ys.length, low: Math.min(...ys), high: Math.max(...ys)}));
  };

  const datasets = () => {
    const palette = matchMedia("(prefers-color-scheme: dark)").matches ? hues.dark : hues.light;
    return [...arms].flatMap(([name, runs], i) => {
      const hue = palette[i % palette.length];
      const points = summarised(runs);
      const edge = (key, fill) => ({label: "", data: points.map((p) => ({x: p.x, y: p[key]})), borderWidth: 0, pointRadius: 0, pointHitRadius: 0, backgroundColor: hue + "22", fill});
      const line = {label: name, data: points.map((p) => ({x: p.x, y: p.mean})), borderColor: hue, backgroundColor: hue, borderWidth: 2, pointRadius: points.length > 40 ? 0 : 2.5, pointHitRadius: 8, tension: 0};
      return runs.length > 1 ? [line, edge("low", false), edge("high", "-1")] : [line];
    });
  };

  const axis = (title, extra) => ({
    title: {display: true, text: title, color: color("--muted")},
    ticks: {color: color("--muted"), maxRotation: 0, autoSkipPadding: 16, ...extra},
    grid: {color: color("--line"), drawTicks: false},
    border: {color: color("--line")},
  });

  let chart;
  const draw = () => {
    if (chart) chart.destroy();
    chart = new Chart(figure.querySelector("canvas"), {
      type: "line",
      data: {datasets: datasets()},
      options: {
        animation: false,
        maintainAspectRatio: false,
        interaction: {mode: "nearest", axis: "x", intersect: false},
        layout: {padding: {right: 8}},
        scales: {x: {type: "linear", ...axis("Samples")}, y: {...axis(figure.dataset.metric, {padding: 6}), grace: "5%"}},
        plugins: {
          legend: {align: "start", labels: {color: color("--text"), boxWidth: 18, boxHeight: 0, padding: 14, filter: (item) => item.text !== ""}},
          tooltip: {
            filter: (item) => item.dataset.label !== "",
            callbacks: {
              title: ([item]) => (item ? `${item.parsed.x} samples` : ""),
              label: (item) => `${item.dataset.label}: ${item.parsed.y.toFixed(4)}`,
            },
          },
        },
      },
    });
  };

  figure.hidden = false;
  Chart.defaults.font.family = getComputedStyle(document.body).fontFamily;
  draw();
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", draw);
})();
