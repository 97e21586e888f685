// The page: the chosen curves drawn, judged and timed.

class Page extends Form {
  constructor(library) {
    super(library);
    this.values = new Plot(id("values"), 340);
    this.errors = new Plot(id("errors"), 240);
    id("about").textContent = `, version ${library.about.version}`;
    id("packets").textContent = library.about.instructions === "scalar"
      ? "This program was compiled without packets (Eigen 3.4 has none for WebAssembly): one value at a time."
      : "This program computes in packets of four floats or two doubles (WebAssembly SIMD).";
    this.read(decodeURIComponent(location.hash.slice(1)));
    this.listen();
    this.show();
  }

  /// Rebuilds the rows of the form, and all that depends on them.
  show() {
    id("list").replaceChildren(...this.curves.map((curve, color) => this.row(curve, color)));
    id("add").disabled = this.curves.length === MOST_CURVES;
    this.update();
  }

  listen() {
    id("curves").onsubmit = (event) => event.preventDefault();
    id("add").onclick = () => {
      const names = this.library.functions.map((f) => f.name);
      const unused = ["tanh", "sigmoid", "silu", "softplus"].find((name) => !this.curves.some((c) => names[c.function] === name));
      this.curves.push(this.make(names.indexOf(unused)));
      this.show();
    };
    for (const name of ["scale", "show0", "show1", "what"]) id(name).onchange = () => this.update();
    for (const side of ["left", "right"]) {
      id(side).onchange = () => {
        const range = [id("left").valueAsNumber, id("right").valueAsNumber];
        if (range[0] < range[1]) this.go(range);
      };
    }
    id("zoom_in").onclick = () => this.zoom(0.5);
    id("zoom_out").onclick = () => this.zoom(2);
    id("middle").onclick = () => { id("scale").value = "fit"; this.go([-5, 5]); };
    id("left_tail").onclick = () => this.goToTail(-1);
    id("right_tail").onclick = () => this.goToTail(1);
    id("x").oninput = () => this.guard(() => this.fillTable());
    id("measure").onclick = () => this.measure();
    for (const plot of [this.values, this.errors]) this.listenTo(plot);
    new ResizeObserver(() => this.draw()).observe(id("values"));
  }

  listenTo(plot) {
    const svg = plot.svg;
    let from = null;
    svg.onkeydown = (event) => {
      const step = (this.range[1] - this.range[0]) / 8;
      const actions = {ArrowLeft: () => this.move(-step), ArrowRight: () => this.move(step), "+": () => this.zoom(0.5), "=": () => this.zoom(0.5),
                       "-": () => this.zoom(2), 0: () => this.go([-5, 5])};
      if (event.ctrlKey || event.metaKey || event.altKey || !actions[event.key]) return;
      event.preventDefault();
      actions[event.key]();
    };
    svg.addEventListener("wheel", (event) => {
      event.preventDefault();
      this.zoom(event.deltaY > 0 ? 1.25 : 0.8, plot.argument(event.clientX));
    }, {passive: false});
    svg.onpointerdown = (event) => { from = event.clientX; svg.setPointerCapture(event.pointerId); };
    svg.onpointerup = svg.onpointercancel = () => { from = null; };
    svg.onpointermove = (event) => {
      if (from === null) {
        id("x").value = Number(plot.argument(event.clientX).toPrecision(6));
        this.guard(() => this.fillTable());
      } else {
        this.move(plot.argument(from) - plot.argument(event.clientX));
        from = event.clientX;
      }
    };
  }

  go(range) {
    const size = range[1] - range[0];
    if (!(size > 1e-300) || !Number.isFinite(size) || size <= 1e-13 * Math.max(Math.abs(range[0]), Math.abs(range[1]))) return;
    this.range = range.map((x) => Number(x.toPrecision(15)));
    this.update();
  }
  move(step) { this.go([this.range[0] + step, this.range[1] + step]); }
  zoom(factor, centre = (this.range[0] + this.range[1]) / 2) {
    this.go(this.range.map((x) => centre + (x - centre) * factor));
  }

  /// To where f' of the first curve changes last: beyond it f is a straight line, or has no more digits.
  goToTail(sign) {
    this.guard(() => {
      const xs = Float64Array.from({length: 800}, (_, i) => sign * 10 ** (-2 + i / 100));
      const slopes = this.library.evaluate(this.curves[0], 1, xs);
      const last = slopes.findLastIndex((slope, i) => i > 0 && Number.isFinite(slope) && slope !== slopes[i - 1]);
      const x = Number((last < 0 ? 100 : 10 ** (-2 + last / 100)).toPrecision(2));
      id("scale").value = "log";
      this.go(sign < 0 ? [-1.1 * x, -0.7 * x] : [0.7 * x, 1.1 * x]);
    });
  }

  update() {
    [id("left").value, id("right").value] = this.range;
    this.curves.forEach((curve) => { delete curve.times; });
    this.write();
    this.draw();
  }

  /// Runs what asks the library; a wrong parameter is a message instead of curves.
  guard(run) {
    try {
      run();
      id("alert").textContent = "";
    } catch (error) {
      id("alert").textContent = error.message;
    }
  }

  draw() {
    this.guard(() => {
      this.drawValues();
      this.drawErrors();
      this.fillTable();
    });
  }

  drawValues() {
    const [left, right] = this.range, log = id("scale").value === "log", count = 1200;
    const xs = Float64Array.from({length: count + 1}, (_, i) => left + (right - left) * i / count);
    const scaled = (ys) => log ? ys.map((y) => Math.log10(Math.abs(y))) : ys;
    const drawn = [];
    this.curves.forEach((curve, color) => {
      for (const what of [1, 0]) {
        if (id(`show${what}`).checked) drawn.push({curve, color, what, ys: scaled(Float64Array.from(this.library.evaluate(curve, what, xs)))});
      }
    });
    let bottom = Infinity, top = -Infinity;
    for (const {ys} of drawn) {
      for (const y of ys) if (Number.isFinite(y)) { bottom = Math.min(bottom, y); top = Math.max(top, y); }
    }
    if (!(bottom <= top)) [bottom, top] = [0, 1];
    const room = (top - bottom) * 0.05 || Math.max(Math.abs(top) * 0.1, log ? 0.5 : 1e-300);
    [bottom, top] = [bottom - room, top + room];
    const numbers = ticks(bottom, top, 6).filter((y) => !log || Number.isInteger(y));
    const plain = (y) => numberText(Math.abs(y) < 1e-4 && y !== 0 || Math.abs(y) >= 1e6 ? Number(y.toPrecision(6)).toExponential() : y);
    this.values.begin(left, right, bottom, top, numbers.map((y) => [y, log ? powerText(y) : plain(y)]), log ? "|f(x)|, |f\u2032(x)|" : "f(x), f\u2032(x)");
    for (const {curve, color, what, ys} of drawn) {
      const jumps = this.jumps(curve, what, xs, ys, top - bottom, scaled);
      this.values.curve(what ? "dashed" : "solid", color, xs, ys, jumps);
    }
    this.values.svg.setAttribute("aria-label", `Values of ${this.names()} for x from ${left} to ${right}`);
  }

  /// Where a curve jumps: what is a large step stays one when it is halved again and again.
  jumps(curve, what, xs, ys, height, scaled) {
    const found = new Set();
    for (let i = 0; i + 1 < xs.length; ++i) {
      const step = Math.abs(ys[i + 1] - ys[i]);
      if (!(step > 0.02 * height) || step === Infinity) continue;
      let [a, b, ya, yb] = [xs[i], xs[i + 1], ys[i], ys[i + 1]];
      for (let k = 0; k < 12; ++k) {
        const middle = (a + b) / 2, [y] = scaled(Float64Array.from(this.library.evaluate(curve, what, [middle])));
        if (Math.abs(y - ya) > Math.abs(yb - y)) [b, yb] = [middle, y]; else [a, ya] = [middle, y];
      }
      if (Math.abs(yb - ya) > step / 2) found.add(i);
    }
    return found;
  }

  drawErrors() {
    const [left, right] = this.range, what = Number(id("what").value), floor = -1;
    const columns = Math.round(Math.max(this.errors.svg.clientWidth, 280) - 74), each = 8;
    // Spread evenly, none at a place that round numbers have.
    const xs = Float64Array.from({length: columns * each}, (_, i) => left + (right - left) * (i + 0.382) / (columns * each));
    const results = this.curves.map((curve) => this.library.errors(curve, what, Float64Array.from(xs, curve.scalar ? (x) => x : Math.fround)));
    const largest = results.map((errors) => Array.from({length: columns}, (_, i) => {
      let error = 0;
      for (const e of errors.subarray(i * each, (i + 1) * each)) error = Math.max(error, e);
      return error;
    }));
    const highest = Math.max(...largest.flat().filter(Number.isFinite)), infinite = largest.flat().some((e) => e === Infinity);
    const top = Math.max(1, Math.ceil(Math.log10(highest))) + (infinite ? 1 : 0);
    const yTicks = Array.from({length: top - floor + 1}, (_, i) => [floor + i, powerText(floor + i)]);
    yTicks[0][1] = "\u2264 0.1";
    if (infinite) yTicks[yTicks.length - 1][1] = "\u221e";
    this.errors.begin(left, right, floor, top, yTicks, `ULP, of ${what ? "f\u2032" : "f"}`);
    largest.forEach((errors, color) => {
      const bound = this.bound(this.curves[color], what);
      if (bound) this.errors.path("bound", `M${this.errors.x0} ${this.errors.y(Math.log10(bound)).toFixed(1)}H${this.errors.x1}`, color);
      const heights = errors.map((e) => Math.min(Math.max(Math.log10(e), floor), top));
      this.errors.curve("solid", color, errors.map((_, i) => left + (right - left) * (i + 0.5) / columns), heights);
    });
    this.errors.svg.setAttribute("aria-label", `Errors of ${this.names()}, at most ${numberText(Number(highest.toPrecision(3)))} ULP`);
  }

  names() { return this.curves.map((c) => `${this.library.functions[c.function].name} (${TIERS[c.tier]}, ${SCALARS[c.scalar]})`).join(", "); }

  /// In ULP, where the tier promises that.
  bound(curve, what) { return curve.tier === 2 ? null : this.library.functions[curve.function].bounds[curve.tier][what]; }

  fillTable() {
    const x = id("x").valueAsNumber;
    this.values.cursor(x);
    this.errors.cursor(x);
    const cells = (curve) => {
      if (Number.isNaN(x)) return ["", "", "", ""];
      const at = [curve.scalar ? x : Math.fround(x)];
      const values = [0, 1].map((what) => numberText(this.library.evaluate(curve, what, at)[0], curve.scalar));
      return [...values, ...[0, 1].map((what) => numberText(Number(this.library.errors(curve, what, at)[0].toPrecision(3))))];
    };
    const rows = this.curves.map((curve, color) => {
      const row = document.createElement("tr"), name = row.insertCell(), swatch = document.createElement("span");
      swatch.className = "swatch";
      swatch.style.setProperty("--color", `var(--c${color})`);
      const f = this.library.functions[curve.function];
      name.append(swatch, ` ${f.name}, ${TIERS[curve.tier]}, ${SCALARS[curve.scalar]}${curve.parameters.map((p) => `, ${numberText(Number(p.toPrecision(4)))}`).join("")}`);
      const bounds = curve.tier === 2 ? "2\u207b\u00b9\u00b9" : [0, 1].map((what) => this.bound(curve, what)).join(", ");
      const times = [0, 1].map((what) => curve.times ? curve.times[what].toFixed(2) : "");
      for (const text of [...cells(curve), bounds, ...times]) row.insertCell().textContent = text;
      return row;
    });
    id("table").replaceChildren(...rows);
  }

  async measure(milliseconds = 15) {
    id("measure").disabled = true;
    for (const curve of this.curves) {
      const times = [];
      for (const what of [0, 1]) {
        await new Promise((done) => setTimeout(done, 20));  // so that the page is seen to work
        this.guard(() => times.push(this.library.time(curve, what, milliseconds)));
      }
      if (times.length < 2) break;
      curve.times = times;
      this.fillTable();
    }
    id("measure").disabled = false;
  }
}

const wantsCheck = location.hash === "#check";
Library.load(PROGRAM).then((library) => {
  const page = new Page(library);
  if (wantsCheck) check(page);
}).catch((error) => { id("alert").textContent = `This page does not work in this browser: ${error}`; throw error; });
