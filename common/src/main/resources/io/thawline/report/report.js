// Draws the chart from the table of the rounds, so that both always show the same numbers.
(() => {
  const figure = document.getElementById("chart");
  const rows = [...document.querySelectorAll("#rounds tbody tr")];
  const values = (key) => rows.map((row) => Number(row.dataset[key]));
  const rounds = values("round");
  const phases = values("phase");
  const best = rows.findIndex((row) => row.classList.contains("own"));
  const baseline = Number(figure.dataset.baseline);
  const color = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

  const phaseBands = {
    id: "phaseBands",
    beforeDatasetsDraw({ctx, chartArea, scales: {x}}) {
      const edge = (i) => {
        if (i === 0) return chartArea.left;
        if (i === rounds.length) return chartArea.right;
        return (x.getPixelForValue(i - 1) + x.getPixelForValue(i)) / 2;
      };
      ctx.save();
      ctx.font = `12px ${Chart.defaults.font.family}`;
      ctx.textBaseline = "top";
      for (let from = 0, band = 0; from < rounds.length; band++) {
        let to = from;
        while (to < rounds.length && phases[to] === phases[from]) to++;
        const left = edge(from);
        const width = edge(to) - left;
        ctx.fillStyle = color("--band");
        if (band % 2 === 0) ctx.fillRect(left, chartArea.top, width, chartArea.bottom - chartArea.top);
        ctx.fillStyle = color("--muted");
        const label = [`Phase ${phases[from]}`, `${phases[from]}`].find((text) => ctx.measureText(text).width + 12 < width);
        if (label) ctx.fillText(label, left + 6, chartArea.top + 6);
        from = to;
      }
      ctx.restore();
    },
  };

  const line = (label, data, hue, extra) => ({
    label, data, borderColor: hue, backgroundColor: hue, borderWidth: 2, pointRadius: 0, pointHitRadius: 8, tension: 0, ...extra,
  });

  const datasets = () => {
    const accent = color("--accent");
    const onBest = (yes, no) => rounds.map((_, i) => (i === best ? yes : no));
    const small = rounds.length > 40 ? 0 : 2.5;
    const sets = [
      line("Validation", values("validation"), accent, {
        pointRadius: onBest(7, small), pointHoverRadius: 7, pointStyle: onBest("rectRot", "circle"), pointBorderWidth: 1,
      }),
      line("Training", values("training"), color("--second"), {pointRadius: small}),
    ];
    if (Number.isFinite(baseline)) {
      const flat = rounds.map(() => baseline);
      sets.push(line(figure.dataset.baselineName, flat, color("--muted"), {borderDash: [5, 5], borderWidth: 1.5}));
    }
    return sets;
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
      data: {labels: rounds, datasets: datasets()},
      plugins: [phaseBands],
      options: {
        animation: false,
        maintainAspectRatio: false,
        interaction: {mode: "index", intersect: false},
        layout: {padding: {right: 8}},
        scales: {x: axis("Round"), y: {...axis("Loss", {padding: 6}), grace: "12%"}},
        plugins: {
          legend: {align: "start", labels: {color: color("--text"), boxWidth: 18, boxHeight: 0, padding: 14}},
          tooltip: {
            callbacks: {
              title: ([item]) => `Round ${item.label}${item.dataIndex === best ? ", the best" : ""}`,
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
