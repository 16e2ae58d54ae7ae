// Replaces the drawing of a course by the interactive figure with the same values, on wide windows
// only. The drawing stays in the page: for assistive technology, and for printing.
//
// The figure arrives in the colours of the light scheme; `layout.meta.palette` says which token each
// colour stands for, so that the figure follows light and dark.

const WIDE = window.matchMedia("(min-width: 43.8125em)");
const DARK = window.matchMedia("(prefers-color-scheme: dark)");
const FORCED = window.matchMedia("(forced-colors: active)");

function channels(hex) {
  return [1, 3, 5].map((at) => parseInt(hex.slice(at, at + 2), 16)).join(",");
}

function recolouring(palette) {
  const styles = getComputedStyle(document.documentElement);
  const [whole, mixed] = [new Map(), new Map()];
  for (const [name, hex] of Object.entries(palette)) {
    const now = styles.getPropertyValue(`--${name}`).trim();
    whole.set(hex.toLowerCase(), now);
    mixed.set(channels(hex), channels(now));
  }
  return (text) => {
    const same = whole.get(text.toLowerCase());
    if (same) return same;
    const match = /^rgba\((\d+,\d+,\d+),([\d.]+)\)$/.exec(text);
    const now = match && mixed.get(match[1]);
    return now ? `rgba(${now},${match[2]})` : text;
  };
}

function recoloured(value, change) {
  if (typeof value === "string") return change(value);
  if (Array.isArray(value)) return value.map((each) => recoloured(each, change));
  if (value === null || typeof value !== "object") return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, each]) => [name, recoloured(each, change)]),
  );
}

function setUp(holder) {
  const source = document.getElementById(`figure-${holder.dataset.chart}`);
  if (!source || !window.Plotly) return;
  const figure = JSON.parse(source.textContent);
  const drawing = holder.querySelector("svg");
  const place = document.createElement("div");
  place.className = "chart-figure not-on-paper";
  place.setAttribute("role", "group");
  place.setAttribute("aria-label", drawing.querySelector("title").textContent);

  function draw() {
    if (!WIDE.matches || FORCED.matches) return;
    const change = recolouring(figure.layout.meta.palette);
    const data = recoloured(figure.data, change);
    const layout = recoloured(figure.layout, change);
    if (!place.isConnected) {
      holder.append(place);
      holder.classList.add("chart-replaced");
    }
    window.Plotly.react(place, data, layout, figure.config);
  }

  draw();
  DARK.addEventListener("change", draw);
  WIDE.addEventListener("change", draw);
}

document.fonts.ready.then(() => document.querySelectorAll("[data-chart]").forEach(setUp));
