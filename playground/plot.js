// Drawing: a frame with ticks, and curves as paths in it.

const SUPERSCRIPTS = {"-": "\u207b", 0: "\u2070", 1: "\u00b9", 2: "\u00b2", 3: "\u00b3", 4: "\u2074", 5: "\u2075", 6: "\u2076", 7: "\u2077", 8: "\u2078", 9: "\u2079"};

/// A number as short as it may be and still be told from its neighbours of the type, with a real minus.
function numberText(value, scalar = 1) {
  let text = String(value);
  if (!scalar && Number.isFinite(value)) {
    for (let digits = 1; digits <= 9; ++digits) {
      text = String(Number(value.toPrecision(digits)));
      if (Math.fround(Number(text)) === value) break;
    }
  }
  return (Object.is(value, -0) ? "-0" : text).replace("Infinity", "\u221e").replace(/-/g, "\u2212");
}

function powerText(exponent) {
  if (exponent === 0 || exponent === 1) return String(10 ** exponent);
  return "10" + [...String(exponent)].map((c) => SUPERSCRIPTS[c]).join("");
}

/// Round numbers between two, about as many as wanted.
function ticks(from, to, wanted) {
  const rough = (to - from) / wanted, power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].find((factor) => factor * power >= rough) * power;
  const result = [];
  for (let i = Math.ceil(from / step); i * step <= to; ++i) result.push(Number((i * step).toPrecision(12)));
  return result;
}

class Plot {
  constructor(svg, height) {
    this.svg = svg;
    this.height = height;
  }

  /// An empty frame for x from left to right and y from bottom to top; y ticks are pairs of value and text.
  begin(left, right, bottom, top, yTicks, yTitle) {
    Object.assign(this, {left, right, bottom, top});
    this.width = Math.max(this.svg.clientWidth, 280);
    this.x0 = 62;
    this.x1 = this.width - 12;
    this.y0 = 22;
    this.y1 = this.height - 38;
    this.svg.setAttribute("viewBox", `0 0 ${this.width} ${this.height}`);
    this.svg.style.height = `${this.height}px`;
    this.svg.replaceChildren();
    const xTicks = ticks(left, right, Math.max(3, this.width / 90));
    let grid = "";
    for (const x of xTicks) {
      grid += `M${this.x(x).toFixed(1)} ${this.y0}V${this.y1}`;
      this.text(this.x(x), this.y1 + 16, numberText(x), "middle");
    }
    for (const [y, text] of yTicks) {
      grid += `M${this.x0} ${this.y(y).toFixed(1)}H${this.x1}`;
      this.text(this.x0 - 6, this.y(y) + 4, text, "end");
    }
    this.path("grid", grid + `M${this.x0} ${this.y0}H${this.x1}V${this.y1}H${this.x0}Z`);
    this.text((this.x0 + this.x1) / 2, this.y1 + 33, "x", "middle");
    this.text(this.x0, this.y0 - 8, yTitle, "start");
    const zero = (left < 0 && right > 0 ? `M${this.x(0).toFixed(1)} ${this.y0}V${this.y1}` : "");
    this.path("axis", zero);
  }

  x(x) { return this.x0 + (x - this.left) * (this.x1 - this.x0) / (this.right - this.left); }
  y(y) { return this.y0 + (this.top - y) * (this.y1 - this.y0) / (this.top - this.bottom); }
  /// The x of a place on the screen.
  argument(clientX) {
    const box = this.svg.getBoundingClientRect();
    return this.left + ((clientX - box.left) * this.width / box.width - this.x0) * (this.right - this.left) / (this.x1 - this.x0);
  }

  element(name, attributes) {
    const element = document.createElementNS("http://www.w3.org/2000/svg", name);
    for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
    this.svg.append(element);
    return element;
  }
  text(x, y, text, anchor) {
    this.element("text", {x: x.toFixed(0), y: y.toFixed(0), "text-anchor": anchor}).textContent = text;
  }
  path(style, d, color) {
    if (d) this.element("path", {class: style, d, ...(color === undefined ? {} : {style: `--color:var(--c${color})`})});
  }

  /// A line through the points, cut off at the frame. It has a gap where y is NaN or behind each index in `gaps`.
  curve(style, color, xs, ys, gaps = new Set()) {
    let d = "", last = null;
    const clamp = (y) => Math.min(Math.max(y, this.bottom), this.top);
    for (let i = 0; i < xs.length; ++i) {
      const y = ys[i], inside = y >= this.bottom && y <= this.top;
      if (Number.isNaN(y)) { last = null; continue; }
      const point = {x: xs[i], y, inside};
      if (last && (inside || last.inside)) {
        // Where it leaves or enters the frame.
        const cross = (a, b) => {
          const edge = clamp(a.y), t = edge === a.y ? 0 : Number.isFinite(a.y) ? (edge - a.y) / (b.y - a.y) : 1;
          return `${this.x(a.x + (b.x - a.x) * t).toFixed(1)} ${this.y(edge).toFixed(1)}`;
        };
        if (!last.inside) d += `M${cross(last, point)}`;
        d += `L${cross(point, last)}`;
      } else if (inside) {
        d += `M${this.x(xs[i]).toFixed(1)} ${this.y(y).toFixed(1)}`;
      }
      last = gaps.has(i) ? null : point;
    }
    this.path(style, d, color);
  }

  cursor(x) {
    this.svg.querySelector(".cursor")?.remove();
    if (x > this.left && x < this.right) this.path("cursor", `M${this.x(x).toFixed(1)} ${this.y0}V${this.y1}`);
  }
}
